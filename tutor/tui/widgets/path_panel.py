"""The packet's way: empty for now, with a hint of what can be done by hand."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tutor.language import _


class PathPanel(VerticalScroll):
    """Where the way of a packet will be shown hop by hop."""

    DEFAULT_CSS = """
    PathPanel { padding: 1 2; }
    PathPanel > Static { height: auto; color: $text-muted; }
    """

    def __init__(self) -> None:
        super().__init__(id="path")

    def compose(self) -> ComposeResult:
        """A hint."""
        words = _(
            "The way of a packet, hop by hop, has no lesson yet.\n\n"
            "Until then, follow one by hand:\n"
            "    tcpdump -ni any icmp          who sees it, and when\n"
            "    conntrack -L                  what the kernel remembers of it\n"
            "    iptables -t nat -vnL          which rule has counted it"
        )
        yield Static(words, markup=False)
