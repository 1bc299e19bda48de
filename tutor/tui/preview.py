"""A lesson on the screen that follows its file: what is saved is seen, in the lab as it is by then."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static

from tutor.errors import LessonError, TutorError
from tutor.journal import Journal
from tutor.language import _
from tutor.lesson.model import Lesson, Problem
from tutor.lesson.parts import Place
from tutor.lesson.reader import read
from tutor.lint.check import check_lesson
from tutor.session import Session
from tutor.tui.app import MakeSession, TutorApp
from tutor.tui.screens.lesson import LessonScreen
from tutor.tui.screens.trouble import TroubleScreen
from tutor.tui.widgets.keys import Keys
from tutor.tui.widgets.step_view import StepView

PAUSE = 0.3
"""Seconds between two looks at the file: no editor waits for anyone, and some put another file in its place."""
MOST = 8
"""Problems that are shown at a time."""


class Problems(Static):
    """What is wrong with the file, as it was saved last."""

    DEFAULT_CSS = """
    Problems { background: $warning-muted; color: $text; padding: 0 1; height: auto; display: none; }
    """

    def __init__(self, path: Path) -> None:
        super().__init__("", markup=False)
        self._path = path
        self._seen: bytes | None = None

    def look(self) -> Lesson | None:
        """Read the file again if it has changed, and show what is wrong; the lesson, where there is a new one."""
        try:
            text = self._path.read_bytes()
        except OSError as error:
            self._seen = None
            self._show([Problem(self._path, Place(1), error.strerror or _("cannot be read"))])
            return None
        if text == self._seen:
            return None
        self._seen = text
        try:
            lesson, problems = read(self._path)
        except LessonError:  # it has gone since: it is told of at the next look
            return None
        self._show([*problems, *(check_lesson(lesson) if lesson else [])])
        return lesson

    def _show(self, problems: list[Problem]) -> None:
        lines = [f"{found.place.line}:{found.place.column}: {found.message}" for found in problems[:MOST]]
        more = [f"… {len(problems) - MOST}"] if len(problems) > MOST else []
        self.update("\n".join([*lines, *more]))
        self.display = bool(problems)


class PreviewScreen(LessonScreen):
    """A lesson's screen whose lesson may be another one at any moment."""

    def __init__(self, make_session: Callable[[], Session], lesson: Lesson, start: int) -> None:
        super().__init__(make_session, lesson, start)
        self.is_outgrown = False
        """Whether the lesson wants another lab by now than the one that it is in."""

    def compose(self) -> ComposeResult:
        """What is wrong, above everything else."""
        yield Problems(self.lesson.path)
        yield from super().compose()

    def on_mount(self) -> None:
        """Follow the file; the lesson begins to play as any other does."""
        self.query_one(Problems).set_interval(PAUSE, self._follow)

    def _follow(self) -> None:
        """Show what the file says now; its claims are judged by the lab as it is."""
        before, lesson = self.lesson, self.query_one(Problems).look()
        if lesson is None or lesson == before:
            return
        self.is_outgrown = (lesson.nodes, lesson.has_outside) != (before.nodes, before.has_outside)
        self.lesson = self.session.lesson = lesson
        if self.is_outgrown:
            self._leaving.set()
        elif self.query(StepView):
            self.session.open(self.session.at)


class WaitScreen(Screen[Lesson | None]):
    """What is seen until the file is a lesson."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q,escape", "dismiss(None)", _("Quit"))]

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def compose(self) -> ComposeResult:
        """The file's name, and what keeps it from being a lesson."""
        yield Static(str(self._path), markup=False)
        yield Problems(self._path)
        yield Keys()

    def on_mount(self) -> None:
        """Begin to follow the file."""
        self._follow()
        self.query_one(Problems).set_interval(PAUSE, self._follow)

    def _follow(self) -> None:
        if lesson := self.query_one(Problems).look():
            self.dismiss(lesson)


class PreviewApp(TutorApp):
    """One file on the screen, and no other."""

    def __init__(self, journal: Journal, path: Path, *, make_session: MakeSession, start: int = 0) -> None:
        super().__init__(journal, make_session=make_session, start=start)
        self.once = True
        self._path = path

    async def _choose(self) -> Lesson | None:
        return await self.push_screen_wait(WaitScreen(self._path))

    async def _play(self, lesson: Lesson) -> None:
        start = self._start or 0
        while True:
            start = max(0, min(start, len(lesson.steps) - 1))
            screen = PreviewScreen(partial(self._make_session, lesson), lesson, start)
            error = await self.push_screen_wait(screen)
            lesson, start = screen.lesson, screen.session.at
            if isinstance(error, TutorError):
                goes_on = await self.push_screen_wait(TroubleScreen(error))
            elif error:
                raise error
            else:
                goes_on = screen.is_outgrown
            if not goes_on:
                return
