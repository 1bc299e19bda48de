"""The welcome and the lessons of the course, to choose from."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import Worker, WorkerState

from tutor.journal import Journal
from tutor.language import _, _n
from tutor.lesson.catalogue import languages, number
from tutor.tui.class_app import follow
from tutor.tui.glyphs import AHEAD, DONE, HERE
from tutor.tui.widgets.hanging import Hung
from tutor.tui.widgets.keys import Keys
from tutor.tui.widgets.menu import Menu

if TYPE_CHECKING:
    from tutor.lesson import model

LANGUAGES = {"en": "English", "zh": "中文"}
"""Names of languages, each in its own."""


Read = Callable[[], "list[model.Lesson]"]
"""Reads the lessons of the course."""
FindLacking = Callable[["list[model.Lesson]"], frozenset[str]]
"""Finds what any of them needs that this machine does not have."""


class Lessons(Menu):
    """The list; Enter is told of in the footer."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", _("Open"), key_display="⏎")]
    DEFAULT_CSS = """
    Lessons { height: 1fr; margin: 0 1; background: $background; }
    """


class CatalogueScreen(Screen["model.Lesson | BaseException | None"]):
    """Every lesson with its time, what it needs and whether it was done; ends with the chosen one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "language", _("Language")),
        Binding("c", "app.classroom", _("Class")),
        Binding("q,escape", "dismiss(None)", _("Quit")),
    ]
    DEFAULT_CSS = """
    CatalogueScreen #welcome { padding: 1 3; color: $text; height: auto; }
    """

    def __init__(self, read: Read, find_lacking: FindLacking, journal: Journal, language: str) -> None:
        super().__init__()
        self._read, self._find_lacking = read, find_lacking
        self._lessons: list[model.Lesson] = []
        self._lacking: frozenset[str] = frozenset()
        """Needs that this machine does not meet."""
        self._journal = journal
        self._language = language

    def compose(self) -> ComposeResult:
        """A welcome and the list."""
        yield Static("", id="welcome")
        yield Lessons()
        yield Keys()

    def _welcome(self, in_class: str) -> None:
        words = _(
            "What does Docker do to a host's network? Here you see it, on a private Docker host that comes up "
            "with a lesson and is gone when you leave. Nothing on this machine changes. Choose a lesson; "
            "the lines with marks are claims about your host, and turn when it does."
        )
        of_class = f" · {in_class}" if in_class else ""
        head = Content.assemble(("Tutor", "bold $text-accent"), of_class, "\n", words)
        self.query_one("#welcome", Static).update(head)

    def on_mount(self) -> None:
        """The welcome is seen at once; then the lessons are read."""
        self._welcome("")
        follow(self, self._welcome)
        self.call_after_refresh(self.fill)

    @work(exit_on_error=False)
    async def fill(self) -> None:
        """Begin at the lesson the learner was in last, or, when that is finished, at the one that follows."""
        self._lessons = await asyncio.to_thread(self._read)
        finished = self._journal.finished()
        shown = self.query_one(Lessons)
        shown.add_options(self._option(lesson, finished) for lesson in self._lessons)
        slugs = [lesson.key for lesson in self._lessons]
        latest = self._journal.latest()
        at = slugs.index(latest) if latest in slugs else 0
        if latest in finished and not self._journal.place(latest):
            at = (at + 1) % len(slugs)
        shown.highlighted = at
        self._lacking = await asyncio.to_thread(self._find_lacking, self._lessons)
        for index, lesson in enumerate(self._lessons):
            if self._lacking.intersection(lesson.needs):
                shown.replace_option_prompt_at_index(index, self._option(lesson, finished).prompt)

    def action_language(self) -> None:
        """Take the next language: the course starts anew in it."""
        known = languages()
        following = known[(known.index(self._language) + 1) % len(known)]
        self._journal.set("language", following)
        if self.app.is_web:
            self.app.open_url("/", new_tab=False)
        self.app.exit(following)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A course that cannot be read is a fault that is told at the app's last door."""
        if event.state is WorkerState.ERROR and event.worker.error:
            self.dismiss(event.worker.error)

    @on(OptionList.OptionSelected)
    def open_lesson(self, event: OptionList.OptionSelected) -> None:
        """End with the chosen lesson."""
        self.dismiss(self._lessons[event.option_index])

    def _option(self, lesson: "model.Lesson", finished: frozenset[str]) -> Option:
        place = self._journal.place(lesson.key)
        mark = HERE if place else DONE if lesson.key in finished else AHEAD
        pack = [lesson.pack] if lesson.pack else []
        facts = [*pack, _n("{number} minute", "{number} minutes", lesson.minutes)]
        if place:
            steps = len(lesson.steps)
            facts.append(_("at step {number} of {all}", number=min(place + 1, steps), all=steps))
        elif lesson.key in finished:
            facts.append(_("done"))
        if lesson.needs:
            facts.append(_("needs {needs}", needs=", ".join(lesson.needs)))
        if before := [number(other.path) for other in self._lessons if other.slug in lesson.after]:
            facts.append(_("after {lessons}", lessons=", ".join(map(str, before))))
        lacks = ", ".join(need for need in lesson.needs if need in self._lacking)
        cannot = _("cannot run here: it needs {needs}", needs=lacks) if lacks else ""
        head = Content.assemble((f"{mark} ", "$text-success"), (f"{number(lesson.path):>2} ", "$text-muted"))
        below = Content(" " * head.cell_length)
        title = Content.assemble((lesson.title, "bold"), (f"   {' · '.join(facts)}", "$text-muted"))
        rows = [(head, title), (below, Content(lesson.summary))]
        return Option(Hung(*rows, *[(below, Content.styled(cannot, "$text-warning"))] * bool(cannot)))
