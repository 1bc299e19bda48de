"""Plays one lesson in a lab: opens steps, judges their claims as the nodes change, keeps the journal."""

import asyncio
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path

from tutor.claims import Verdict
from tutor.errors import LessonError
from tutor.journal import Journal
from tutor.language import _
from tutor.lesson.fill import fill
from tutor.lesson.model import Lesson, Step
from tutor.lesson.parts import Claim, Commands
from tutor.observe.shells import Ended, Word
from tutor.patience import patience
from tutor.session.asking import Asking
from tutor.session.bring import bring_to
from tutor.session.commands import Commands as Heard
from tutor.session.events import Answered, Chosen, Event, LessonDone, Observed, StepDone, StepOpened
from tutor.session.faults import Faults
from tutor.session.finished import Finished
from tutor.session.fresh import Fresh, is_steady, may_be_stale
from tutor.session.ground import Ground
from tutor.session.judging import Judging
from tutor.session.keeping import Keeping
from tutor.session.paths import Paths
from tutor.session.quiet import Quiet
from tutor.session.run import run
from tutor.session.trying import Trying
from tutor.session.values import choose, said
from tutor.state import Change

PATIENCE = patience(30.0)
"""Seconds that claims get to turn after the commands that should turn them have ended."""


class Session(Ground):
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
        seed: str = "",
    ) -> None:
        super().__init__(lesson, engine_dir, on_host=on_host)
        self.at = 0
        """Number of the open step, from 0."""
        self._is_open = False
        self.judging = Judging(self.emit)
        self.asking = Asking(self.judging, lambda: self.state, lambda: self._own_seed, self._hear_answer)
        self.finished = Finished(self.emit, self.judging)
        self.done: set[int] = set()
        """Numbers of the steps that were done in this session."""
        self._journal = journal
        self.keeping = Keeping(journal, lesson.key, lambda: self.state, self.emit)
        self._seed = seed
        self._commands = Heard(self.emit, self.take)
        self._quiet = Quiet(self._settle)
        self._judged = asyncio.Event()
        self.faults = Faults(self._break, self._see_broken, self._broken, self.emit)
        self.paths = Paths(lambda: self, self.take, self.emit)
        self._trying = Trying(self.follower, self.paths)
        self._fresh = Fresh(self._trying.tried, self._judge)

    @property
    def step(self) -> Step:
        """The open step."""
        return self.lesson.steps[self.at]

    @property
    def known(self) -> dict[str, str]:
        """Values of names: the learner's own, and those that claims have bound so far."""
        return self.judging.known

    @property
    def verdicts(self) -> dict[Claim, Verdict]:
        """Of the open step's claims."""
        return self.judging.verdicts

    @property
    def step_done(self) -> bool:
        """Whether every claim of the open step holds and every question is answered."""
        return self.proved and self.asking.all_answered(self.step)

    @property
    def is_fresh(self) -> bool:
        """Whether what the open step's acts have come to is of the host as it is now."""
        return self._fresh.is_now or not may_be_stale(self.step.claims)

    @property
    def proved(self) -> bool:
        """Whether every claim of the open step holds, and not by what was tried before the last change."""
        return not self.faults.pending and self.is_fresh and all(map(self.holds, self.step.claims))

    def holds(self, claim: Claim) -> bool:
        """Whether a claim of the open step holds now."""
        return self.judging.holds(claim)

    @property
    def told(self) -> dict[Claim, Verdict | None]:
        """The open step's claims that the learner may know of, with their verdicts."""
        return self.judging.told(self.step.claims)

    def was_done(self, index: int) -> bool:
        """Whether a step was done in this session."""
        return index in self.done

    def emit(self, event: Event) -> None:
        """Put an event into the stream, and into the journal what is to be kept of it."""
        self.keeping.take(event)
        super().emit(event)

    @cached_property
    def _own_seed(self) -> str:
        return self._journal.seed(self.lesson.key, self._seed) if self._journal else self._seed

    def begin(self) -> None:
        """The first full picture is there: choose the learner's own values."""
        if self.lesson.values:
            self.known.update(choose(self.lesson.values, self._own_seed, self.state, said(self.lesson)))

    def end(self) -> None:
        """The lab is about to go."""
        self._quiet.stop()
        self._fresh.stop()
        self.faults.stop()
        self.paths.stop()
        self._commands.settle(calm=0)
        self.keeping.end()

    def leave(self) -> None:
        """Judge, try and follow nothing any more, and forget what was done: the lab is about to be put back."""
        self._is_open = False
        self._trying.stop()
        self._commands.forget()
        self.end()
        self.forget()
        self.at = 0
        self.done.clear()

    def forget(self) -> None:
        """The lab is empty again: what was found, broken and run in it is no more."""
        self._is_open = False
        self.known.clear()
        self.asking.forget()
        self.faults.forget()
        self.finished = Finished(self.emit, self.judging)
        self._commands = Heard(self.emit, self.take)

    def open(self, index: int) -> None:
        """Put a step before the learner, and remember that in the journal; break first what it wants broken."""
        self.enter(index)
        self.note("opened", title=self.lesson.title, steps=len(self.lesson.steps))
        self.emit(StepOpened(index, self.step))
        self._judge()

    async def opened(self) -> None:
        """Wait until the open step has broken what it wants broken, and its acts have been tried once."""
        await self.faults.made()
        await self.wait(lambda: len(self.judging.before) == len(set(self.step.claims)))
        self.judging.freeze(self.step.claims)

    def note(self, kind: str, **data: object) -> None:
        """Keep in the journal that the learner asked for a hint, or the like."""
        self.keeping.note(kind, self.at, **data)

    def fill(self, text: str) -> str:
        """Text with the learner's own values in place of their names."""
        return fill(text, self.known)

    def tell(self, text: str) -> str:
        """Prose with the learner's own values, and three dots for what is not known yet."""
        return fill(text, self.known, "…")

    async def play(self, blocks: Sequence[Commands] | None = None) -> None:
        """Run the open step's own commands, or these of them, block by block, as the learner would.

        Of its solutions the first. Raises LessonError.
        """
        for commands in self.step.played if blocks is None else blocks:
            text = commands.text
            await self.wait(partial(self.judging.knows, text))
            if not self.judging.knows(text):
                raise LessonError(
                    _("no claim has found yet what these commands need: {text}", text=self.fill(text)),
                    _("begin with an earlier step; of a lesson of your own: tutor lint"),
                )
            self.emit(await run(self.find_node(commands.node), self.fill(text), self.hear))

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

    async def bring_to(self, index: int, *, since: int = 0) -> None:
        """Play the steps from this one on, 0 in a fresh lab, so that ``index`` finds what it builds on; open it."""
        await bring_to(self, index, since)

    def enter(self, index: int) -> None:
        """Be at a step, without a word to the learner; break first what it wants broken."""
        self._is_open = True
        self.at = max(0, min(index, len(self.lesson.steps) - 1))
        self.judging.enter(again=self.at in self.done)
        self.faults.begin(self.at, self.step)
        self._commands.forget()
        self._judge()

    async def _break(self, fault: Commands) -> None:
        """Make a fault that the step begins with; nobody is shown how."""
        await run(self.find_node(fault.node), self.fill(fault.text))

    async def _see_broken(self) -> None:
        turning = [claim for claim in self.step.claims if not claim.already]
        await self.wait(lambda: not any(map(self.holds, turning)))

    def _broken(self) -> None:
        self.finished.forget_broken()
        self.asking.remember(self.step)
        self._judge()

    def take(self, change: Change) -> None:
        """A node has changed, or the tutor has tried or heard something."""
        before, self.state = self.state, self.state.apply(change)
        self.emit(Observed(change))
        steady = is_steady(change)
        if not self.faults.pending:
            self._commands.take(change)
        elif steady:
            self.faults.hear()
        if steady:
            self._fresh.hear()
        self._quiet.hear()
        self.finished.take(change, before, self.state, self._commands.doer(change))
        self._judge(again=steady)

    def hear(self, word: Word) -> None:
        """A command begins or has ended: from now on the claims of the open step may turn."""
        self.judging.freeze(self.step.claims)
        self._commands.hear(word)
        if isinstance(word, Ended):  # what no event tells of, it may have changed, and changed back
            self._fresh.hear()
            self._judge(again=True)
        self._quiet.hear()

    def _settle(self) -> None:
        self._commands.settle()
        if self._commands.is_busy:
            self._quiet.hear()
        elif not self.faults.pending:
            blocks = [self.fill(block.text) for block in self.step.played]
            self.finished.settle({*blocks, *"\n".join(blocks).splitlines()})
        self.keeping.write()
        self._judged.set()

    def _judge(self, *, again: bool = False) -> None:
        """Judge the open step; have tried what its claims want tried, once more where the host has changed."""
        if not self._is_open:
            return
        claims = self.step.claims
        self.judging.judge(claims, self.state)
        if self.faults.pending:
            # What was tried before the fault must not be taken for its effect.
            self._trying.stop()
        else:
            patterns = self.judging.filled(self.step.patterns)
            self._trying.want(patterns, self.state, again=again)
            self.judging.remember(claims, self.state)
        self._judged.set()
        if self.step_done and self.at not in self.done and (claims or self.asking.answered):
            self._finish_step()

    def _finish_step(self) -> None:
        self.done.add(self.at)
        self.finished.add(self.at, self.step.claims)
        self.note("done")
        self.emit(StepDone(self.at))
        if self.at == len(self.lesson.steps) - 1:
            self.note("finished")
            self.emit(LessonDone())

    def _hear_answer(self, event: Answered | Chosen, given: str | list[str]) -> None:
        given = self.tell(given) if isinstance(given, str) else list(map(self.tell, given))
        self.note("answered", question=event.question.sentence, given=given, right=event.right)
        self.emit(event)
        self._judge()
