"""A lesson beside the host that it is about: the screen on which the course is done."""

import asyncio
import time
from collections.abc import Callable
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Footer, Static
from textual.worker import Worker, WorkerState

from tutor.errors import TutorError
from tutor.language import _
from tutor.lesson.model import Lesson
from tutor.session import Session
from tutor.tui.screens.confirm import ConfirmScreen
from tutor.tui.screens.steps import StepsScreen
from tutor.tui.show import show
from tutor.tui.widgets.bar import Bar
from tutor.tui.widgets.host_panel import HostPanel
from tutor.tui.widgets.lesson_panel import LessonPanel
from tutor.tui.widgets.split import Split
from tutor.tui.widgets.starting import Starting
from tutor.tui.widgets.tab_line import LESSON, PANELS, SHELL, TabLine
from tutor.tui.widgets.terminal import LEAVE, NodeTerminal

WIDE = 110
"""Columns from which lesson and host stand side by side."""
LEAST = 30
"""Columns that either side keeps."""

Leaving = Exception | None
"""How a lesson screen ends: with an error that kept it from going on, or without."""


class LessonScreen(Screen[Leaving]):
    """One lesson being played by the learner."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(key.lower(), f"show('{panel}')", show=False, priority=True)
            for panel, key in PANELS.items()
        ),
        Binding(LEAVE, f"show('{LESSON}')", _("Lesson"), priority=True, key_display="^]"),
        Binding("escape", f"show('{LESSON}')", _("Lesson"), show=False),
        Binding("f7", "zoom", _("Full"), priority=True, key_display="F7"),
        Binding("f8", "next_shell", _("Next shell"), priority=True, key_display="F8"),
        Binding("f9", "reset", _("Reset"), priority=True, key_display="F9"),
        Binding("less_than_sign", "widen(-6)", _("Narrower"), show=False),
        Binding("greater_than_sign", "widen(6)", _("Wider"), show=False),
        Binding("minus", "heighten(-3)", _("Lower shell"), show=False),
        Binding("plus", "heighten(3)", _("Higher shell"), show=False),
    ]
    DEFAULT_CSS = """
    LessonScreen #trouble { background: $error-muted; color: $text; padding: 0 1; height: auto; display: none; }
    LessonScreen #panels { height: 1fr; }
    LessonScreen #views { display: none; }
    LessonScreen.-single #views { display: block; }
    LessonScreen.-single LessonPanel { width: 100%; display: none; }
    LessonScreen.-single #lesson-split, LessonScreen.-single #tabs, LessonScreen.-single #shell-split { display: none; }
    LessonScreen.-single #tabbed { display: none; }
    LessonScreen.-single Shells { display: none; height: 1fr !important; }
    LessonScreen.-single HostPanel { display: none; width: 100%; }
    LessonScreen.-single.-lesson LessonPanel { display: block; }
    LessonScreen.-single.-tab HostPanel, LessonScreen.-single.-tab #tabbed { display: block; }
    LessonScreen.-single.-shell HostPanel, LessonScreen.-single.-shell Shells { display: block; }
    """

    def __init__(self, make_session: Callable[[], Session], lesson: Lesson, start: int) -> None:
        super().__init__()
        self.lesson = lesson
        self.session = make_session()
        self.began = time.monotonic()
        self._start = start
        self._leaving = asyncio.Event()
        self._view = LESSON
        self._zoomed = False

    def compose(self) -> ComposeResult:
        """The bar, the names of the panels, the panels, the keys."""
        yield Bar(self.lesson.title)
        yield Static("", id="trouble", markup=False)
        yield TabLine(tuple(PANELS), "views")
        with Horizontal(id="panels"):
            yield LessonPanel(self.session)
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Begin to play."""
        self.query_one(Bar).show_steps(self._start, [False] * len(self.lesson.steps))
        self._arrange()
        self.play()

    def on_resize(self, _event: events.Resize) -> None:
        """Side by side where there is room, one at a time where there is not."""
        self._arrange()

    def on_descendant_focus(self) -> None:
        """Other keys work in the shell than in the lesson."""
        self.refresh_bindings()

    @work(exclusive=True, exit_on_error=False)
    async def play(self) -> None:
        """Bring the lab up, follow the session until the learner leaves, take the lab down."""
        reader = asyncio.create_task(self._read_events())
        ending: Leaving = None
        try:
            async with self.session:
                await self._open_host()
                await self.session.bring_to(self._start)
                leaving = asyncio.create_task(self._leaving.wait())
                await asyncio.wait({reader, leaving}, return_when=asyncio.FIRST_COMPLETED)
                if reader.done():
                    reader.result()
        except TutorError as error:
            ending = error
        finally:
            reader.cancel()
        self.dismiss(ending)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """End with a fault that nobody expected, so that it reaches the app's last door."""
        if event.state is WorkerState.ERROR and isinstance(event.worker.error, Exception):
            self.dismiss(event.worker.error)

    async def _open_host(self) -> None:
        await self.query_one("#panels").mount(Split(name="lesson-split"), HostPanel(self.session))
        self._arrange()

    async def _read_events(self) -> None:
        async for event in self.session.events():
            await show(self, event)

    @property
    def panel(self) -> LessonPanel:
        """The lesson's side."""
        return self.query_one(LessonPanel)

    @property
    def host(self) -> HostPanel:
        """The host's side; there once the lab is up."""
        return self.query_one(HostPanel)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The keys of the host's side work once it is there; those that lead out of the shell only in it."""
        if action == "show" and parameters == (LESSON,):
            return self.focused is not None and not self.panel.has_focus_within
        if action in ("next_shell", "reset", "zoom"):
            return bool(self.query(HostPanel)) and (
                action != "next_shell" or isinstance(self.focused, NodeTerminal)
            )
        return True

    async def action_show(self, view: str) -> None:
        """Bring a panel to the front, and give it the keys."""
        if view != LESSON and not self.query(HostPanel):
            return
        self._view = view
        if view not in (LESSON, SHELL):
            self.host.show(view)
        self._arrange()
        if view == LESSON:
            self.panel.enter()
        elif view == SHELL:
            await self.host.shells.enter()
        else:
            self.host.enter()

    def action_zoom(self) -> None:
        """Show one panel only, or all again."""
        self._zoomed = not self._zoomed
        if self._zoomed:
            self._view = SHELL if isinstance(self.focused, NodeTerminal) else self._view
        self._arrange()

    async def action_next_shell(self) -> None:
        """The next of the shells: the second one, or another node's."""
        (await self.host.shells.show_next()).enter()

    def action_widen(self, columns: int) -> None:
        """Give the lesson so many columns more."""
        width = self.panel.size.width + columns
        self.panel.styles.width = max(LEAST, min(width, self.size.width - LEAST))

    def action_heighten(self, rows: int) -> None:
        """Give the shells so many rows more."""
        if self.query(HostPanel):
            self.host.grow_shells(rows)

    @on(Split.Moved, "#lesson-split")
    def move_split(self, event: Split.Moved) -> None:
        """The line beside the lesson was dragged."""
        self.action_widen(event.by)

    @work
    async def action_leave(self) -> None:
        """Leave the lesson, after a question in the middle of it."""
        words = _("Leave the lesson? Your place is kept; the lab and what is in it will be gone.")
        if await self.app.push_screen_wait(ConfirmScreen(words, _("Leave"), _("Stay"))):
            self._leaving.set()

    @work(exclusive=True, group="reset", exit_on_error=False)
    async def action_reset(self) -> None:
        """A fresh lab, brought to the open step."""
        words = _("Start this step anew? The lab is reset, and the steps before this one are played again.")
        if await self.app.push_screen_wait(ConfirmScreen(words, _("Reset"), _("Stay"))):
            await self._go_to(self.session.at)

    @work(exclusive=True, group="reset", exit_on_error=False)
    async def action_go_to(self) -> None:
        """Any step: the lab is reset and brought there."""
        done = [self.session.was_done(index) for index in range(len(self.lesson.steps))]
        index = await self.app.push_screen_wait(StepsScreen(self.lesson, self.session.at, done))
        if index is not None:
            await self._go_to(index)

    async def _go_to(self, index: int) -> None:
        await self.action_show(LESSON)
        await self.panel.show_waiting()
        try:
            await self.session.reset()
            await self.host.shells.open_all_again()
            await self.session.bring_to(index)
        except TutorError as error:
            self.dismiss(error)

    @on(LessonPanel.Run)
    async def run_commands(self, event: LessonPanel.Run) -> None:
        """Type commands into the shell of their node, in sight of the learner."""
        shells = self.host.shells
        shell = (
            await shells.show(event.commands.node)
            if shells.current.node != event.commands.node
            else shells.current
        )
        if shell.has_ended:
            await shell.open_again()
        shell.type(event.text)
        if self.has_class("-single"):
            await self.action_show(SHELL)

    @on(LessonPanel.Left)
    def end_lesson(self) -> None:
        """The last step is behind the learner."""
        self._leaving.set()

    def _arrange(self) -> None:
        single = self.size.width < WIDE or self._zoomed
        self.set_class(single, "-single")
        for name in ("lesson", "tab", "shell"):
            kind = self._view if self._view in (LESSON, SHELL) else "tab"
            self.set_class(name == kind, f"-{name}")
        news = self.host.news if self.query(HostPanel) else frozenset[str]()
        self.query_one("#views", TabLine).show(self._view, news)

    def show_progress(self, words: str) -> None:
        """Say how far the lab has come."""
        for starting in self.query(Starting):
            starting.show(words)

    def show_trouble(self, words: str) -> None:
        """Say what is wrong outside the lesson, and with which key it can be mended."""
        trouble = self.query_one("#trouble", Static)
        trouble.update(f"{words}   {_('F9: reset the lab')}")
        trouble.display = bool(words)
