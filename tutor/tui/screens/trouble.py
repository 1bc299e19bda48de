"""What is seen when the lab cannot be had: what happened, and what to do about it."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, Static

from tutor.errors import TutorError


class TroubleScreen(Screen[bool]):
    """An error in words; ends with True when the learner wants to try again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "dismiss(True)", "Try again"),
        Binding("q,escape", "dismiss(False)", "Quit"),
    ]
    DEFAULT_CSS = """
    TroubleScreen VerticalScroll { padding: 2 4; }
    TroubleScreen #message { text-style: bold; color: $text-error; margin-bottom: 1; }
    """

    def __init__(self, error: TutorError) -> None:
        super().__init__()
        self._error = error

    def compose(self) -> ComposeResult:
        """What happened, what to do, which keys."""
        with VerticalScroll():
            yield Static(self._error.message, id="message", markup=False)
            yield Static(self._error.advice, id="advice", markup=False)
        yield Footer()
