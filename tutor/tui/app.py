"""The app: lessons to choose from, one lesson at a time, and words for whatever goes wrong."""

import signal
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.screen import Screen

from tutor.errors import CannotRunError, TutorError
from tutor.journal import Journal
from tutor.language import _
from tutor.tui.breaks import allow_breaks
from tutor.tui.class_app import ClassApp
from tutor.tui.course import find_lacking, read_course
from tutor.tui.garbage import LOOK, Garbage
from tutor.tui.hangup import is_hung_up
from tutor.tui.report import write_report
from tutor.tui.screens.catalogue import CatalogueScreen
from tutor.tui.themes import DARK, THEMES

if TYPE_CHECKING:
    from tutor.lesson import model
    from tutor.session import Session

MakeSession = Callable[["model.Lesson"], "Session"]
WATCH = 1.0
"""Seconds between looks whether the terminal is still there."""
TURN = 0.0005
"""Seconds until a thread gives way to one that waits: to the one that writes what was painted."""
THEME = "theme"
"""The setting that remembers the look."""


class TutorApp(ClassApp):
    """The course on the screen; ends with a language where the learner has asked for another one."""

    TITLE = "Tutor"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "help_quit", show=False, system=True),
        Binding("ctrl+p", "command_palette", _("More"), key_display="^p"),
    ]
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        journal: Journal,
        *,
        make_session: MakeSession,
        lesson: "model.Lesson | None" = None,
        start: int | None = None,
        engine_dir: Path | None = None,
        language: str = "en",
    ) -> None:
        super().__init__(journal)
        allow_breaks()
        self.report: Path | None = None
        """Where the traceback of an unexpected fault was written."""
        self.pressed = 0.0
        """When a key was pressed last, by the monotonic clock."""
        self.once = False
        """Whether to end after one lesson, where the learner was asked about no other."""
        self._lesson = lesson
        self._start = start
        self._language = language
        self._engine_dir = engine_dir
        self._make_session = make_session
        for theme in THEMES:
            self.register_theme(theme)
        chosen = self._journal.setting(THEME)
        self.theme = chosen if chosen in self.available_themes else DARK.name

    def on_mount(self) -> None:
        """Begin."""
        self.theme_changed_signal.subscribe(self, lambda theme: self._journal.set(THEME, theme.name))
        self.set_interval(WATCH, self._end_with_terminal)
        if not self.is_headless:
            sys.setswitchinterval(TURN)
            self.set_interval(LOOK, Garbage(lambda: self.pressed).look)
        self.follow_class()
        self.run_course()

    def _end_with_terminal(self) -> None:
        """A terminal that was closed tells its session, but not always this process (su -c): then look."""
        if not self.is_headless and is_hung_up(sys.__stdin__):
            signal.raise_signal(signal.SIGHUP)

    @work(exit_on_error=False)
    async def run_course(self) -> None:
        """Lesson after lesson, until the learner has enough."""
        try:
            while lesson := self._lesson or await self._choose():
                self._lesson = None
                await self._play(lesson)
                if self.once:
                    break
        except Exception as error:  # noqa: BLE001 - the last door: a learner gets words, the traceback a file
            self._handle_exception(error)
        self.exit(self.return_value)

    def _handle_exception(self, error: Exception) -> None:
        """Of a fault that nobody expected, write a report and leave; no traceback on the screen."""
        self.report = self.report or write_report(error)
        if self.is_headless:
            super()._handle_exception(error)
        self.exit(return_code=1)

    async def _choose(self) -> "model.Lesson | None":
        read = partial(read_course, self._language)
        find = partial(find_lacking, engine_dir=self._engine_dir)
        chosen = await self.push_screen_wait(CatalogueScreen(read, find, self._journal, self._language))
        if isinstance(chosen, BaseException):
            raise chosen
        return chosen

    async def _play(self, lesson: "model.Lesson") -> None:
        from tutor.tui.screens.lesson import LessonScreen  # noqa: PLC0415 - the catalogue is seen before
        from tutor.tui.screens.trouble import TroubleScreen  # noqa: PLC0415 - the same

        start = self._journal.place(lesson.key) if self._start is None else self._start
        self._start = None
        while True:
            place = max(0, min(start, len(lesson.steps) - 1))
            screen = LessonScreen(partial(self._make_session, lesson), lesson, place)
            error = await self.push_screen_wait(screen)
            if error is None:
                return
            if not isinstance(error, TutorError):
                raise error
            to_read = lesson if isinstance(error, CannotRunError) else None
            if not await self.push_screen_wait(TroubleScreen(error, to_read)):
                return
            start = self._journal.place(lesson.key)

    async def on_event(self, event: events.Event) -> None:
        """Remember when a key was pressed, or the mouse: what a shell prints makes way for it."""
        if isinstance(event, events.Key | events.MouseDown):
            self.pressed = time.monotonic()
        await super().on_event(event)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the shell every key is the shell's, the palette's too."""
        if action == "command_palette" and getattr(self.focused, "takes_every_key", False):
            return False
        return super().check_action(action, parameters)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Whatever a key does now can be chosen by its name, too."""
        seen: set[str] = set()
        for found in screen.active_bindings.values():
            binding = found.binding
            is_ours = any(binding.action in own_actions(kind) for kind in type(found.node).__mro__)
            if is_ours and found.enabled and binding.description and binding.description not in seen:
                seen.add(binding.description)
                run = partial(self.run_action, binding.action, found.node)
                yield SystemCommand(
                    binding.description, _("key: {key}", key=self.get_key_display(binding)), run
                )
        looks = (_("Theme: dark"), _("Theme: light"), _("Theme: high contrast"))
        for theme, words in zip(THEMES, looks, strict=True):
            yield SystemCommand(words, _("it is remembered"), partial(setattr, self, "theme", theme.name))
        yield SystemCommand(_("Less motion"), _("nothing glows or slides"), self._still)
        yield SystemCommand(_("Save a picture"), _("of this screen, as an SVG file"), self._save_picture)

    def action_command_palette(self) -> None:
        """Show what can be done now."""
        if not CommandPalette.is_open(cast("App[object]", self)):
            from tutor.tui.screens.palette import Palette  # noqa: PLC0415 - only when it is asked for

            self.push_screen(Palette())

    def _still(self) -> None:
        self.animation_level = "none" if self.animation_level != "none" else "full"

    def _save_picture(self) -> None:
        if self.is_web:
            self.deliver_screenshot()
        else:
            self.notify(_("saved: {path}", path=self.save_screenshot()))


def own_actions(kind: type) -> set[str]:
    """What the bindings of one of our own classes do; the library's are for keys only."""
    if not kind.__module__.startswith("tutor."):
        return set()
    bindings = kind.__dict__.get("BINDINGS", ())
    return {binding.action for binding in bindings if isinstance(binding, Binding)}
