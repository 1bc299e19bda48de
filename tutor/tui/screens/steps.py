"""All steps of a lesson, to go to any of them."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from tutor.language import _
from tutor.lesson.model import Lesson
from tutor.tui.glyphs import AHEAD, DONE, HERE
from tutor.tui.widgets.keys import Keys
from tutor.tui.widgets.menu import Menu


class StepsScreen(ModalScreen[int | None]):
    """Ends with the number of the chosen step, from 0."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "dismiss(None)", _("Close"))]
    DEFAULT_CSS = """
    StepsScreen { align: center middle; }
    StepsScreen > Vertical { width: 64; max-width: 90%; height: auto; max-height: 90%; border: round $accent; background: $surface; padding: 1 2; }
    StepsScreen Menu { max-height: 16; margin-top: 1; }
    """

    def __init__(self, lesson: Lesson, at: int, done: Sequence[bool]) -> None:
        super().__init__()
        self._lesson, self._at, self._done = lesson, at, done

    def compose(self) -> ComposeResult:
        """The steps."""
        with Vertical():
            yield Static(
                _("Go to a step: the lab is reset, and the steps before it are played for you."), markup=False
            )
            yield Menu(*(self._title(index) for index in range(len(self._lesson.steps))), markup=False)
        yield Keys()

    def on_mount(self) -> None:
        """Begin at the open step."""
        self.query_one(OptionList).highlighted = self._at

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """End with the step."""
        self.dismiss(event.option_index)

    def _title(self, index: int) -> str:
        mark = HERE if index == self._at else DONE if self._done[index] else AHEAD
        return f"{mark} {index + 1}. {self._lesson.steps[index].title}"
