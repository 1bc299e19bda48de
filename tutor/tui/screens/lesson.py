"""A lesson beside a shell: the screen on which the course is done."""

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
from tutor.lesson.model import Lesson
from tutor.session import Session
from tutor.session.events import (
    Event,
    Judged,
    LabReady,
    LessonDone,
    Observed,
    Progressed,
    StepDone,
    StepOpened,
    Trouble,
)
from tutor.state import Change
from tutor.tui.screens.leave import LeaveScreen
from tutor.tui.widgets.bar import Bar
from tutor.tui.widgets.question_box import QuestionBox
from tutor.tui.widgets.shell import LEAVE, NodeTerminal, Shell
from tutor.tui.widgets.starting import Starting
from tutor.tui.widgets.step_view import StepView

WIDE = 100
"""Columns from which lesson and shell stand side by side."""
CALM = {"neighbour", "address"}
"""Facts that change by themselves: no sign that the learner has tried something."""

Leaving = Exception | None
"""How a lesson screen ends: with an error that kept it from going on, or without."""


class LessonScreen(Screen[Leaving]):
    """One lesson being played by the learner."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "run", "Run"),
        Binding("n", "next", "Next"),
        Binding("p", "back", "Back"),
        Binding("h", "hint", "Hint"),
        Binding("s", "solution", "Solution"),
        Binding("f6", "shell", "Shell", priority=True),
        Binding(LEAVE, "lesson", "Lesson", priority=True, key_display="^]"),
        Binding("f1", "lesson", priority=True, show=False),
        Binding("q", "leave", "Quit"),
    ]
    DEFAULT_CSS = """
    LessonScreen #trouble { background: $error-muted; color: $text; padding: 0 1; height: auto; display: none; }
    LessonScreen #panels { height: 1fr; }
    LessonScreen #step, LessonScreen #starting { width: 46%; border-right: vkey $panel; }
    LessonScreen #step:focus-within, LessonScreen #step:focus { border-right: vkey $accent; }
    LessonScreen.-narrow #step, LessonScreen.-narrow #starting { width: 100%; border-right: none; }
    LessonScreen.-narrow #shell { display: none; width: 100%; }
    LessonScreen.-narrow.-in-shell #step { display: none; }
    LessonScreen.-narrow.-in-shell #shell { display: block; }
    """

    def __init__(self, make_session: Callable[[], Session], lesson: Lesson, start: int) -> None:
        super().__init__()
        self._lesson = lesson
        self._session = make_session()
        self._start = start
        self._leaving = asyncio.Event()
        self._skipping = False
        self._began = time.monotonic()

    def compose(self) -> ComposeResult:
        """The bar, the panels, the keys."""
        yield Bar(self._lesson.title)
        yield Static("", id="trouble", markup=False)
        with Horizontal(id="panels"):
            yield Starting()
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Begin to play."""
        self.query_one(Bar).show_steps(self._start, [False] * len(self._lesson.steps))
        self.play()

    def on_resize(self, event: events.Resize) -> None:
        """Side by side where there is room, one at a time where there is not."""
        self.set_class(event.size.width < WIDE, "-narrow")

    def on_descendant_focus(self) -> None:
        """Other keys work in the shell than in the lesson."""
        self.refresh_bindings()

    @work(exclusive=True, exit_on_error=False)
    async def play(self) -> None:
        """Bring the lab up, follow the session until the learner leaves, take the lab down."""
        reader = asyncio.create_task(self._read_events())
        ending: Leaving = None
        try:
            async with self._session as session:
                await self._open_panels()
                await session.bring_to(self._start)
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

    async def _open_panels(self) -> None:
        argv, environment = self._session.shell()
        await self.query_one("#panels").mount(Shell(argv, environment))

    async def _read_events(self) -> None:
        async for event in self._session.events():
            await self._show(event)

    async def _show(self, event: Event) -> None:
        match event:
            case Progressed(words):
                self._show_progress(words)
            case LabReady(lab):
                self.query_one(Bar).show_lab(f"{self._session.node.name} · {lab}")
            case StepOpened():
                await self._show_step()
            case Observed(change):
                self._take_change(change)
            case Judged() | StepDone() | LessonDone():
                await self._show_verdicts(event)
            case Trouble(words):
                self._show_trouble(words)

    def _show_progress(self, words: str) -> None:
        for starting in self.query(Starting):
            starting.show(words)

    def _take_change(self, change: Change) -> None:
        if any(row.fact() not in CALM for row in change.gained | change.lost):
            for view in self.query(StepView):
                view.mark_tried()

    async def _show_step(self) -> None:
        self._skipping = False
        await self.query("#step, #starting").remove()
        view = StepView(self._session)
        await self.query_one("#panels").mount(view, before=0)
        view.focus()
        self._refresh_bar()

    async def _show_verdicts(self, event: Event) -> None:
        for view in self.query(StepView):
            view.refresh_marks()
            await view.refresh_text()
        self._refresh_bar()
        if isinstance(event, StepDone) and not self._is_last and self._was_tried:
            self._tell("This step is done.  n: the next one")
        if isinstance(event, LessonDone):
            await self._celebrate()

    async def _celebrate(self) -> None:
        minutes = max(1, round((time.monotonic() - self._began) / 60))
        for view in self.query(StepView):
            await view.show_finished(minutes)
        self._tell("The lesson is done.  n: back to the lessons")

    def _tell(self, words: str) -> None:
        for view in self.query(StepView):
            view.tell(words)

    def _refresh_bar(self) -> None:
        bar, session = self.query_one(Bar), self._session
        bar.show_steps(session.at, [session.was_done(index) for index in range(len(self._lesson.steps))])
        for view in self.query(StepView):
            bar.show_marks(view.marks())

    def _show_trouble(self, words: str) -> None:
        trouble = self.query_one("#trouble", Static)
        trouble.update(words)
        trouble.display = bool(words)

    @property
    def _was_tried(self) -> bool:
        return any(view.was_tried for view in self.query(StepView))

    @property
    def _is_last(self) -> bool:
        return self._session.at == len(self._lesson.steps) - 1

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the shell only the keys that lead out of it are the app's."""
        in_shell = isinstance(self.focused, NodeTerminal)
        if action == "lesson" or in_shell:
            return action == "lesson" and not isinstance(self.focused, StepView)
        if action in ("run", "next", "back", "hint", "solution"):
            return bool(self.query(StepView))
        return True

    def action_run(self) -> None:
        """Type the next commands into the shell; the learner sees them run."""
        view, shell = self.query_one(StepView), self.query_one(Shell)
        commands = view.next_commands()
        if commands is None:
            self._tell("No more commands here: the rest is yours.  F6: the shell  h: a hint")
        elif "{{" in (text := self._session.fill(commands.text)):
            self._tell("These commands need a value that no claim has found yet.")
        elif shell.has_ended:
            self._tell("The shell has ended.  F6: a new one")
        else:
            self._tell("")
            shell.type(text)
            view.mark_run()
            self.add_class("-in-shell")
            if self.has_class("-narrow"):
                shell.enter()

    def action_next(self) -> None:
        """Go to the next step; with open claims only on asking twice; after the last, to the lessons."""
        if not (self._session.step_done or self._session.was_done(self._session.at) or self._skipping):
            self._skipping = True
            self._tell("Some claims are still open.  n again: go on anyway")
        elif self._is_last:
            self._leaving.set()
        else:
            self._session.open(self._session.at + 1)

    def action_back(self) -> None:
        """Go to the step before."""
        if self._session.at:
            self._session.open(self._session.at - 1)

    def action_hint(self) -> None:
        """Show one more hint."""
        self._tell("")
        if self.query_one(StepView).show_hint():
            self._session.note("hinted")
        else:
            self._tell("There are no more hints in this step.")

    def action_solution(self) -> None:
        """Show the solution; the journal knows."""
        self._tell("")
        if self.query_one(StepView).show_solution():
            self._session.note("solved")
        else:
            self._tell("This step has no solution to show.")

    def action_lesson(self) -> None:
        """Give the keys to the lesson."""
        self.remove_class("-in-shell")
        for view in self.query(StepView):
            view.focus()

    async def action_shell(self) -> None:
        """Give the keys to the shell, a new one where it has ended."""
        self.add_class("-in-shell")
        for shell in self.query(Shell):
            if shell.has_ended:
                await shell.open_again()
            shell.enter()

    def action_leave(self) -> None:
        """Leave the lesson, after a question in the middle of it."""
        self.app.push_screen(LeaveScreen(), lambda sure: self._leaving.set() if sure else None)

    @on(QuestionBox.Given)
    def take_answer(self, event: QuestionBox.Given) -> None:
        """Hold an answer against the live host."""
        box = self.query_one(StepView).question_box(event.question)
        if not self._session.right_answers(event.question):
            box.show_wrong("The host cannot tell yet: what the question is about is not there.")
        elif self._session.answer(event.question, event.answer):
            box.show_right(event.answer.strip())
            self.query_one(StepView).focus()
            self._refresh_bar()
        else:
            box.show_wrong("That is not what this host says. Look again (F1, then h: a hint).")
