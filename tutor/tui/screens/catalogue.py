"""The lessons of the course, to choose from."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from tutor.journal import Journal
from tutor.lesson.model import Lesson
from tutor.tui.marks import MARKS, UNASKED

WELCOME = (
    "What does Docker do to a host's network? You are about to see it, on a private Docker host that "
    "comes up when you open a lesson and is gone when you leave. Nothing on this machine changes."
)


class CatalogueScreen(Screen[Lesson | None]):
    """Every lesson with its time and whether it was done; ends with the one that was chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Open", show=True),
        Binding("q,escape", "dismiss(None)", "Quit"),
    ]
    DEFAULT_CSS = """
    CatalogueScreen #welcome { padding: 1 3; color: $text; }
    CatalogueScreen OptionList { height: 1fr; margin: 0 1; border: none; background: $background; }
    """

    def __init__(
        self, lessons: list[Lesson], journal: Journal, lacking: frozenset[str] = frozenset()
    ) -> None:
        super().__init__()
        self._lacking = lacking
        """Needs that this machine does not meet."""
        self._lessons = lessons
        self._journal = journal

    def compose(self) -> ComposeResult:
        """A welcome and the list."""
        yield Static(Content.assemble(("Tutor\n", "bold $text-accent"), WELCOME), id="welcome")
        finished = self._journal.finished()
        yield OptionList(*(self._option(lesson, finished) for lesson in self._lessons))
        yield Footer()

    def on_mount(self) -> None:
        """Begin at the lesson the learner was in last, or, when that is finished, at the one that follows."""
        slugs = [lesson.slug for lesson in self._lessons]
        latest = self._journal.latest()
        at = slugs.index(latest) if latest in slugs else 0
        if latest in self._journal.finished() and not self._journal.place(latest):
            at = (at + 1) % len(slugs)
        self.query_one(OptionList).highlighted = at

    def action_choose(self) -> None:
        """Open the lesson under the cursor."""
        self.query_one(OptionList).action_select()

    @on(OptionList.OptionSelected)
    def open_lesson(self, event: OptionList.OptionSelected) -> None:
        """End with the chosen lesson."""
        self.dismiss(self._lessons[event.option_index])

    def _option(self, lesson: Lesson, finished: frozenset[str]) -> Option:
        place = self._journal.place(lesson.slug)
        mark = next(iter(MARKS.values())) if lesson.slug in finished else UNASKED
        where = f", at step {min(place, len(lesson.steps) - 1) + 1} of {len(lesson.steps)}" if place else ""
        lacks = ", ".join(need for need in lesson.needs if need in self._lacking)
        return Option(
            Content.assemble(
                (f"{mark} ", mark.style),
                (lesson.title, "bold"),
                (f"   {lesson.minutes} minutes{where}\n", "$text-muted"),
                f"{lesson.summary}\n",
                (f"cannot run here: it needs {lacks}\n" if lacks else "", "$text-warning"),
            )
        )
