"""What is seen while the lab comes up: what it does at the moment, and for how long already."""

import time

from textual.widgets import Static

from tutor.language import _


class Starting(Static, can_focus=True):
    """Words of progress with the seconds that have passed."""

    DEFAULT_CSS = """
    Starting { padding: 2 4; height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__(_about(), id="starting", markup=False)
        self._began = time.monotonic()
        self._words: list[str] = []

    def on_mount(self) -> None:
        """Take the keys: leaving is possible at any time."""
        self.focus()

    def show(self, words: str) -> None:
        """Add what happens now."""
        self._words.append(f"{time.monotonic() - self._began:5.1f} s  {words}")
        self.update("\n".join([_about(), "", *self._words[-8:]]))


def _about() -> str:
    return _(
        "Your private Docker host is coming up: a real engine in Linux namespaces"
        " of its own. Nothing on this machine changes, and it is gone when you leave."
    )
