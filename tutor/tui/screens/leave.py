"""A question before leaving in the middle of a lesson."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static


class LeaveScreen(ModalScreen[bool]):
    """Ends with True when the learner wants to leave."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,y,enter", "dismiss(True)", "Leave"),
        Binding("escape,n", "dismiss(False)", "Stay"),
    ]
    DEFAULT_CSS = """
    LeaveScreen { align: center middle; }
    LeaveScreen > Vertical { width: 58; height: auto; border: round $accent; background: $surface; padding: 1 2; }
    """

    def compose(self) -> ComposeResult:
        """What leaving means."""
        with Vertical():
            yield Static("Leave the lesson? Your place is kept; the lab and what is in it will be gone.\n")
            yield Static("q  leave        Esc  stay")
