"""The app: lessons to choose from, one lesson at a time, and words for whatever goes wrong."""

import asyncio
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from platformdirs import user_state_path
from textual import work
from textual.app import App
from textual.binding import Binding, BindingType

from tutor.errors import CannotRunError, TutorError
from tutor.journal import Journal
from tutor.lab.doctor import missing
from tutor.lesson.catalogue import lessons
from tutor.lesson.model import Lesson
from tutor.lesson.reader import load
from tutor.session import Session
from tutor.tui.screens.catalogue import CatalogueScreen
from tutor.tui.screens.lesson import LessonScreen
from tutor.tui.screens.trouble import TroubleScreen
from tutor.tui.widgets.shell import NodeTerminal

MakeSession = Callable[[Lesson], Session]


class TutorApp(App[None], inherit_bindings=False):
    """The course on the screen."""

    TITLE = "Tutor"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "help_quit", show=False, system=True)]

    def __init__(
        self,
        journal: Journal,
        *,
        lesson: Lesson | None = None,
        start: int | None = None,
        engine_dir: Path | None = None,
        language: str = "en",
        make_session: MakeSession | None = None,
    ) -> None:
        super().__init__()
        self.report: Path | None = None
        """Where the traceback of an unexpected fault was written."""
        self.once = False
        """Whether to end after one lesson, where the learner was asked about no other."""
        self._journal = journal
        self._lesson = lesson
        self._start = start
        self._language = language
        self._engine_dir = engine_dir
        self._make_session = make_session or (lambda chosen: Session(chosen, journal, engine_dir))

    def on_mount(self) -> None:
        """Begin."""
        self.run_course()

    @work(exit_on_error=False)
    async def run_course(self) -> None:
        """Lesson after lesson, until the learner has enough."""
        try:
            while lesson := self._lesson or await self._choose():
                self._lesson = None
                await self._play(lesson)
                if self.once:
                    break
        except Exception:  # noqa: BLE001 - the last door: a learner gets words, the traceback goes into a file
            self.report = _write_report()
        self.exit()

    async def _choose(self) -> Lesson | None:
        course = [load(path) for path in lessons(self._language)]
        lacking = await asyncio.to_thread(_lacking, course, self._engine_dir)
        return await self.push_screen_wait(CatalogueScreen(course, self._journal, lacking))

    async def _play(self, lesson: Lesson) -> None:
        start = self._journal.place(lesson.slug) if self._start is None else self._start
        self._start = None
        while True:
            place = max(0, min(start, len(lesson.steps) - 1))
            error = await self.push_screen_wait(
                LessonScreen(lambda: self._make_session(lesson), lesson, place)
            )
            if error is None:
                return
            if not isinstance(error, TutorError):
                raise error
            to_read = lesson if isinstance(error, CannotRunError) else None
            if not await self.push_screen_wait(TroubleScreen(error, to_read)):
                return

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the shell every key is the shell's, the palette's too."""
        return not (action == "command_palette" and isinstance(self.screen.focused, NodeTerminal))


def _lacking(course: list[Lesson], engine_dir: Path | None) -> frozenset[str]:
    """The needs of any lesson that this machine does not meet."""
    wanted = {need for lesson in course for need in lesson.needs}
    with suppress(TutorError):  # the lesson that is opened will tell of it
        return frozenset(one.need for one in missing(wanted, engine_dir=engine_dir))
    return frozenset()


def _write_report() -> Path:
    path = user_state_path("tutor") / f"fault-{datetime.now(tz=UTC):%Y%m%d-%H%M%S}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(traceback.format_exc())
    return path
