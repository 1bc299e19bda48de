"""A lesson that cannot run on this machine, to be read all the same."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import MarkdownViewer, Static

from tutor.language import _
from tutor.lesson.fill import fill
from tutor.lesson.model import Lesson
from tutor.lesson.parts import Commands, Part, Prose, Role
from tutor.tui.widgets.keys import Keys


class ReadingScreen(Screen[None]):
    """The whole text of a lesson with its commands, and no host to try them on."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q,escape", "dismiss(None)", _("Leave"))]
    DEFAULT_CSS = """
    ReadingScreen #reading { height: 1; background: $panel; color: $text; padding: 0 1; }
    """

    def __init__(self, lesson: Lesson) -> None:
        super().__init__()
        self._lesson = lesson

    def compose(self) -> ComposeResult:
        """What this is, the text, which keys."""
        yield Static(
            _("{title}   to be read only: it cannot run here", title=self._lesson.title),
            id="reading",
            markup=False,
        )
        yield MarkdownViewer(as_markdown(self._lesson), show_table_of_contents=False)
        yield Keys()


def as_markdown(lesson: Lesson) -> str:
    """Text and commands of a lesson; three dots for the values that only a host can tell."""
    parts = [f"# {lesson.title}", *map(_write, lesson.introduction)]
    for step in lesson.steps:
        parts += [f"## {step.title}", *map(_write, step.parts)]
    return fill("\n\n".join(part for part in parts if part), {}, "…")


def _write(part: Part) -> str:
    match part:
        case Prose(markdown):
            return markdown
        case Commands(role=Role.RUN, text=text):
            return f"```bash\n{text.strip()}\n```"
    return ""
