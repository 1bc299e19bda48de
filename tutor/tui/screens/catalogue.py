"""The welcome and the lessons of the course, to choose from."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from tutor.claims import Standing
from tutor.journal import Journal
from tutor.language import _, _n
from tutor.lesson.catalogue import languages, number
from tutor.lesson.model import Lesson
from tutor.tui.marks import HERE, UNASKED, mark_of

LANGUAGES = {"en": "English", "zh": "中文"}
"""Names of languages, each in its own."""


class Lessons(OptionList, inherit_bindings=True):
    """The list; Enter is told of in the footer."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", _("Open"), key_display="⏎")]
    DEFAULT_CSS = """
    Lessons { height: 1fr; margin: 0 1; border: none; background: $background; padding: 0 1; }
    Lessons:focus { border: none; background-tint: transparent; }
    """


class CatalogueScreen(Screen[Lesson | None]):
    """Every lesson with its time, what it needs and whether it was done; ends with the chosen one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "language", _("Language")),
        Binding("q,escape", "dismiss(None)", _("Quit")),
    ]
    DEFAULT_CSS = """
    CatalogueScreen #welcome { padding: 1 3; color: $text; height: auto; }
    """

    def __init__(
        self,
        lessons: list[Lesson],
        journal: Journal,
        language: str,
        lacking: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__()
        self._lacking = lacking
        """Needs that this machine does not meet."""
        self._lessons = lessons
        self._journal = journal
        self._language = language

    def compose(self) -> ComposeResult:
        """A welcome and the list."""
        words = _(
            "What does Docker do to a host's network? Here you see it, on a private Docker host that comes up "
            "with a lesson and is gone when you leave. Nothing on this machine changes. Choose a lesson; "
            "the lines with marks are claims about your host, and turn when it does."
        )
        yield Static(Content.assemble(("Tutor\n", "bold $text-accent"), words), id="welcome")
        finished = self._journal.finished()
        yield Lessons(*(self._option(lesson, finished) for lesson in self._lessons))
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Begin at the lesson the learner was in last, or, when that is finished, at the one that follows."""
        slugs = [lesson.slug for lesson in self._lessons]
        latest = self._journal.latest()
        at = slugs.index(latest) if latest in slugs else 0
        if latest in self._journal.finished() and not self._journal.place(latest):
            at = (at + 1) % len(slugs)
        self.query_one(Lessons).highlighted = at

    def action_language(self) -> None:
        """Take the next language: the course starts anew in it."""
        known = languages()
        following = known[(known.index(self._language) + 1) % len(known)]
        self._journal.set("language", following)
        self.app.exit(following)

    @on(OptionList.OptionSelected)
    def open_lesson(self, event: OptionList.OptionSelected) -> None:
        """End with the chosen lesson."""
        self.dismiss(self._lessons[event.option_index])

    def _option(self, lesson: Lesson, finished: frozenset[str]) -> Option:
        place = self._journal.place(lesson.slug)
        done = mark_of(Standing.HOLDS) if lesson.slug in finished else UNASKED
        mark = HERE if place else str(done)
        facts = [_n("{number} minute", "{number} minutes", lesson.minutes)]
        if place:
            steps = len(lesson.steps)
            facts.append(_("at step {number} of {all}", number=min(place + 1, steps), all=steps))
        elif lesson.slug in finished:
            facts.append(_("done"))
        lacks = ", ".join(need for need in lesson.needs if need in self._lacking)
        cannot = _("cannot run here: it needs {needs}", needs=lacks) if lacks else ""
        return Option(
            Content.assemble(
                (f"{mark} ", done.style),
                (f"{number(lesson.path):>2} ", "$text-muted"),
                (lesson.title, "bold"),
                (f"   {' · '.join(facts)}\n", "$text-muted"),
                f"     {lesson.summary}",
                (f"\n     {cannot}" if cannot else "", "$text-warning"),
            )
        )
