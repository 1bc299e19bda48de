"""A lesson beside the host that it is about: the screen on which the course is done."""

import asyncio
from collections.abc import Callable
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from tutor.errors import TutorError
from tutor.language import _
from tutor.lesson.model import Lesson
from tutor.session import Session
from tutor.tui.by_hand import commands
from tutor.tui.screens.by_hand import ByHandScreen
from tutor.tui.screens.confirm import ConfirmScreen
from tutor.tui.screens.panels import Leaving, PanelsScreen
from tutor.tui.screens.steps import StepsScreen
from tutor.tui.show import show
from tutor.tui.widgets.bar import Bar
from tutor.tui.widgets.facts_panel import FactsPanel
from tutor.tui.widgets.host_panel import HostPanel
from tutor.tui.widgets.keys import Keys
from tutor.tui.widgets.lesson_panel import LessonPanel
from tutor.tui.widgets.split import Split
from tutor.tui.widgets.tab_line import LESSON, PANELS, SHELL, TabLine


class LessonScreen(PanelsScreen):
    """One lesson being played by the learner."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f9", "reset", _("Reset"), priority=True, key_display="F9"),
        Binding("question_mark", "by_hand", _("By hand"), key_display="?"),
    ]

    def __init__(self, make_session: Callable[[], Session], lesson: Lesson, start: int) -> None:
        super().__init__(make_session(), lesson)
        self._start = start
        self._leaving = asyncio.Event()
        self._playing: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        """The bar, the names of the panels, the panels, the keys."""
        yield Bar(self.lesson.title)
        yield Static("", id="trouble", markup=False)
        yield TabLine(tuple(PANELS), "views")
        with Horizontal(id="panels"):
            yield LessonPanel(self.session)
        yield Keys()

    def on_mount(self) -> None:
        """Begin to play."""
        self.query_one(Bar).show_steps(self._start, [False] * len(self.lesson.steps))
        self.lay_out()
        self._playing = self.play()

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
        except asyncio.CancelledError:
            if not self._leaving.is_set():
                raise
        finally:
            reader.cancel()
        self._end(ending)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """End with a fault that nobody expected, so that it reaches the app's last door."""
        if event.state is WorkerState.ERROR and isinstance(event.worker.error, Exception):
            self._end(event.worker.error)

    async def _open_host(self) -> None:
        host = HostPanel(self.session)
        await self.query_one("#panels").mount(Split(name="lesson-split"), host)
        self.opened = host
        self.lay_out()

    async def _read_events(self) -> None:
        async for event in self.session.events():
            await show(self, event)

    @work
    async def action_by_hand(self) -> None:
        """Tell by which commands one sees what the panel shows; type one of them if the learner likes."""
        kind = self.host.query_one(FactsPanel).kind if self.opened else ""
        verdict = self.panel.explained
        found = commands(self.panel_with_keys, self.session, kind, verdict)
        if not found:
            self.panel.tell(_("There is nothing to be seen by hand here."))
        elif chosen := await self.app.push_screen_wait(ByHandScreen(found)):
            await self._type(chosen.command, chosen.node, entered=True)

    @work
    async def action_leave(self) -> None:
        """Leave the lesson, after a question in the middle of it."""
        words = _("Leave the lesson? Your place is kept; the lab and what is in it will be gone.")
        if await self.app.push_screen_wait(ConfirmScreen(words, _("Leave"), _("Stay"))):
            self._leaving.set()
            if self._playing and not self.opened:
                self._playing.cancel()

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
            self._end(error)

    def _end(self, ending: Leaving) -> None:
        """Close this screen, and what was asked over it."""
        if self in self.app.screen_stack:
            while self.app.screen is not self:
                self.app.pop_screen()
            self.dismiss(ending)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No key but those of the panels works any more while the lab is taken down."""
        if self._leaving.is_set() and action in ("reset", "go_to", "by_hand", "leave"):
            return False
        return super().check_action(action, parameters)

    async def _type(self, text: str, node: str | None, *, entered: bool) -> None:
        """Into a shell of this node; into the one that is seen where that will do; the keys go there too if asked."""
        shells = self.host.shells
        node = self.session.node.name if node == "" else node
        if node not in (None, shells.current.node):
            await shells.show(str(node))
        if entered:
            await self.action_show(SHELL)
        elif shells.current.has_ended:
            await shells.current.open_again()
        shells.current.type(text)

    @on(LessonPanel.Run)
    async def run_commands(self, event: LessonPanel.Run) -> None:
        """Type commands into the shell of their node, in sight of the learner."""
        await self._type(event.text, event.commands.node, entered=self.has_class("-single"))

    @on(LessonPanel.Left)
    def end_lesson(self) -> None:
        """The last step is behind the learner."""
        self._leaving.set()
