"""What is seen when the lab cannot be had: what happened, and what to do about it."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from tutor.errors import TutorError
from tutor.language import _
from tutor.lesson.model import Lesson
from tutor.program import typed
from tutor.tui.screens.reading import ReadingScreen
from tutor.tui.widgets.keys import Keys


class TroubleScreen(Screen[bool]):
    """An error in words; ends with True when the learner wants to try again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "dismiss(True)", _("Try again")),
        Binding("l", "read", _("Read the lesson")),
        Binding("q,escape", "dismiss(False)", _("Quit")),
    ]
    DEFAULT_CSS = """
    TroubleScreen VerticalScroll { padding: 2 4; }
    TroubleScreen #message { text-style: bold; color: $text-error; margin-bottom: 1; }
    """

    def __init__(self, error: TutorError, to_read: Lesson | None = None) -> None:
        super().__init__()
        self._error = error
        self._to_read = to_read
        """A lesson that may be read where it cannot run."""

    def compose(self) -> ComposeResult:
        """What happened, what to do, which keys."""
        with VerticalScroll():
            yield Static(self._error.message, id="message", markup=False)
            yield Static(typed(self._error.advice), id="advice", markup=False)
        yield Keys()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to read only where there is something to read."""
        return action != "read" or self._to_read is not None

    def action_read(self) -> None:
        """Show the lesson's text."""
        if self._to_read:
            self.app.push_screen(ReadingScreen(self._to_read))
