"""Plays one lesson in a lab: opens steps, follows the node, judges claims, keeps the journal."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from tutor.claims import Standing, Verdict, accept, answers, judge
from tutor.errors import LessonError, TutorError
from tutor.journal import Journal
from tutor.lab.host_node import AnyNode
from tutor.lab.lab import Lab
from tutor.lesson.fill import fill, names
from tutor.lesson.model import Claim, Lesson, Pattern, Question, Role, Step
from tutor.observe.client import ObserverClient
from tutor.session.events import (
    Answered,
    Event,
    Judged,
    LabReady,
    LessonDone,
    Observed,
    Progressed,
    Ran,
    StepDone,
    StepOpened,
    Trouble,
)
from tutor.session.place import find_place
from tutor.session.plain import to_plain_text
from tutor.state import State

if TYPE_CHECKING:
    from tutor.lab.host import Host

PATIENCE = 8.0
"""Seconds that claims get to turn after the commands that should turn them have ended."""
COMMAND_PATIENCE = 60.0
"""Seconds that one block of a lesson's commands may run."""


class Session:
    """One lesson being played; ``async with`` brings the lab up and takes it down.

    Everything that happens is an event, read from ``events()`` by one reader.
    """

    def __init__(
        self,
        lesson: Lesson,
        journal: Journal | None,
        engine_dir: Path | None = None,
        *,
        on_host: bool = False,
    ) -> None:
        self.lesson = lesson
        self.at = 0
        """Number of the open step, from 0."""
        self.state = State()
        self.known: dict[str, str] = {}
        """Variables that claims have bound so far."""
        self.verdicts: dict[Claim, Verdict] = {}
        """Of the open step's claims."""
        self.answered: set[Question] = set()
        """Questions that were answered rightly."""
        self._journal = journal
        self._engine_dir = engine_dir
        self._on_host = on_host
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._judged = asyncio.Event()
        self._done: set[int] = set()
        self._exit = AsyncExitStack()
        self._lab: Lab | Host | None = None

    @property
    def step(self) -> Step:
        """The open step."""
        return self.lesson.steps[self.at]

    @property
    def step_done(self) -> bool:
        """Whether every claim of the open step holds and every question is answered."""
        return all(self.holds(claim) for claim in self.step.claims) and self.answered.issuperset(
            self.step.questions
        )

    def holds(self, claim: Claim) -> bool:
        """Whether a claim of the open step holds now."""
        verdict = self.verdicts.get(claim)
        return verdict is not None and verdict.standing is Standing.HOLDS

    def was_done(self, index: int) -> bool:
        """Whether a step was done in this session."""
        return index in self._done

    async def __aenter__(self) -> Self:
        try:
            self._lab = await find_place(
                self.lesson,
                engine_dir=self._engine_dir,
                on_host=self._on_host,
                progress=lambda words: self.emit(Progressed(words)),
            )
            self._exit.push_async_callback(self._lab.down)
            await self._observe()
        except BaseException:
            await self._exit.aclose()
            raise
        self.emit(LabReady(self._lab.name, self._lab.seconds))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._exit.aclose()

    async def events(self, until: "asyncio.Task[object] | None" = None) -> AsyncIterator[Event]:
        """What happens, as it happens: without an end, or until this task has ended."""
        if until:
            until.add_done_callback(lambda _: self._queue.put_nowait(None))
        while event := await self._queue.get():
            yield event

    @property
    def node(self) -> AnyNode:
        """The node that the lesson's commands run in."""
        assert self._lab
        return self._lab.node()

    def shell(self) -> tuple[list[str], dict[str, str]]:
        """The words and the environment that open a shell in the node."""
        return self.node.argv(self.node.shell), self.node.environment()

    def open(self, index: int) -> None:
        """Put a step before the learner, and remember that in the journal."""
        self._enter(index)
        self._note("opened")
        self.emit(StepOpened(index, self.step))
        self._judge()

    def answer(self, question: Question, given: str) -> bool:
        """Take an answer to a question of the open step; whether it is right."""
        right = accept(given, self.right_answers(question))
        if right:
            self.answered.add(question)
        self._note("answered", question=question.sentence, given=given, right=right)
        self.emit(Answered(question, given, right))
        self._judge()
        return right

    def right_answers(self, question: Question) -> frozenset[str]:
        """What the live host says the answer is; empty when it cannot tell yet."""
        return answers(self._filled(question.patterns), self.state)

    def note(self, kind: str) -> None:
        """Keep in the journal that the learner asked for a hint, or the like."""
        self._note(kind)

    def fill(self, text: str) -> str:
        """Text with the learner's own values in place of their names."""
        return fill(text, self.known)

    def tell(self, text: str) -> str:
        """Prose with the learner's own values, and three dots for what is not known yet."""
        return fill(text, self.known, "…")

    async def play(self, *roles: Role) -> None:
        """Run the open step's own commands, block by block, as the learner would."""
        for commands in self.step.commands(*(roles or (Role.RUN, Role.SOLUTION))):
            await self.wait(partial(self._is_known, commands.text))
            await self._run(commands.text)

    async def wait(self, condition: Callable[[], object], patience: float | None = None) -> bool:
        """Wait until a condition on the verdicts holds; False when it did not in time (seconds)."""
        try:
            async with asyncio.timeout(PATIENCE if patience is None else patience):
                while not condition():
                    self._judged.clear()
                    await self._judged.wait()
        except TimeoutError:
            return False
        return True

    async def bring_to(self, index: int) -> None:
        """Play the earlier steps in a fresh lab, so that this one finds what it builds on; open it."""
        for earlier in range(index):
            self.emit(Progressed(f"bringing back step {earlier + 1} of {index}"))
            self._done.add(earlier)
            self._enter(earlier)
            self._judge()
            await self.play()
            for question in self.step.questions:
                await self.wait(partial(self.right_answers, question))
                self.answered.add(question)
            if not await self.wait(lambda: self.step_done):
                self.emit(Trouble(f"step {earlier + 1} could not be brought back: begin with it"))
                self._done.discard(earlier)
                index = earlier
                break
        self.open(index)

    async def _observe(self) -> None:
        client = await self._exit.enter_async_context(ObserverClient(self.node))
        follower = asyncio.create_task(self._follow(client))
        self._exit.callback(follower.cancel)
        waiter = asyncio.create_task(self._judged.wait())
        await asyncio.wait({follower, waiter}, return_when=asyncio.FIRST_COMPLETED)
        waiter.cancel()
        if follower.done():
            follower.result()

    async def _follow(self, client: ObserverClient) -> None:
        try:
            async for told in client.changes():
                if isinstance(told, str):
                    self.emit(Trouble(told))
                    continue
                self.state = self.state.apply(told)
                self.emit(Observed(told))
                self._judge()
        except TutorError as error:
            self.emit(Trouble(str(error)))

    def _enter(self, index: int) -> None:
        self.at = max(0, min(index, len(self.lesson.steps) - 1))
        self.verdicts = {}

    def _judge(self) -> None:
        for claim in self.step.claims:
            verdict = judge(self._filled(claim.patterns), self.state)
            if self.verdicts.get(claim) != verdict:
                self.verdicts[claim] = verdict
                self.known.update(verdict.bindings)
                self.emit(Judged(claim, verdict))
        self._judged.set()
        if self.step_done and self.at not in self._done and self.step.claims + self.step.questions:
            self._finish_step()

    def _finish_step(self) -> None:
        self._done.add(self.at)
        self._note("done")
        self.emit(StepDone(self.at))
        if self.at == len(self.lesson.steps) - 1:
            self._note("finished")
            self.emit(LessonDone())

    def _filled(self, patterns: tuple[Pattern, ...]) -> tuple[Pattern, ...]:
        return tuple(_fill_pattern(pattern, self.known) for pattern in patterns)

    def _is_known(self, text: str) -> bool:
        return all(name in self.known for name, _ in names(text))

    async def _run(self, text: str) -> None:
        if not self._is_known(text):
            raise LessonError(f"no claim has found yet what these commands need: {self.fill(text)}")
        node = self.node
        process = await asyncio.create_subprocess_exec(
            *node.argv(("bash", "-c", self.fill(text))),
            env=node.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        try:
            output, _ = await asyncio.wait_for(process.communicate(), COMMAND_PATIENCE)
        except TimeoutError:
            process.kill()
            raise LessonError(f"the commands did not end within {COMMAND_PATIENCE:.0f} s: {text}") from None
        self.emit(Ran(self.fill(text), process.returncode or 0, to_plain_text(output)))

    def _note(self, kind: str, **data: object) -> None:
        if self._journal:
            self._journal.note(self.lesson.slug, kind, self.at, **data)

    def emit(self, event: Event) -> None:
        """Put an event into the stream."""
        self._queue.put_nowait(event)


def _fill_pattern(pattern: Pattern, known: Mapping[str, str]) -> Pattern:
    return replace(
        pattern, terms=tuple(replace(term, value=fill(term.value, known)) for term in pattern.terms)
    )
