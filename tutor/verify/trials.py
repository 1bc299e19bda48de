"""Makes all attempts at a lesson, in as few labs as will do."""

import asyncio
import time
from collections import deque
from collections.abc import Sequence

from tutor.errors import CannotRunError, TutorError
from tutor.lesson.model import Lesson
from tutor.lesson.parts import Place
from tutor.verify.attempts import Aim, Attempt, attempts
from tutor.verify.lab import TriedLab
from tutor.verify.labs import Labs
from tutor.verify.main_run import MainRun, run
from tutor.verify.passed import Passed, Passing
from tutor.verify.report import Proof
from tutor.verify.trial import Trial

NOWHERE = -1
"""Where a lesson is that did not even begin."""


class Trials:
    """The right way through one lesson, then the attempts up to the first step in which something is wrong already."""

    def __init__(self, lesson: Lesson, labs: Labs) -> None:
        self._lesson, self._labs = lesson, labs
        self._main = MainRun(reached=NOWHERE)
        self._todo: deque[Attempt] = deque()
        self._failed: deque[Attempt] = deque()
        """Attempts of which nobody knows yet whether it was the lab's fault: they are made again in a new one."""
        self._can_begin = asyncio.Event()
        """Whether the right way has been gone: it tells how long attempts are to be waited for."""
        self._busy: set[asyncio.Task[None] | None] = set()
        """Who has a lab."""
        self._proofs: list[Proof] = []

    async def make(self, *, beside: int) -> list[Proof]:
        """What came of all of it, in the order of the file; in so many labs at once, if there are places to spare.

        Raises CannotRunError.
        """
        others = [asyncio.create_task(self._work(spare=True)) for _ in range(beside - 1)]
        try:
            await self._lead()
            await asyncio.gather(*(other for other in others if other in self._busy))
        finally:  # nothing is left to do for those that still wait for a place
            for other in others:
                other.cancel()
            await asyncio.gather(*others, return_exceptions=True)
        return [*self._main.proofs, *sorted(self._proofs, key=lambda proof: proof.place)]

    async def _lead(self) -> None:
        try:
            async with self._labs.place(spare=False):
                if not await self._has_led(new=False):
                    await self._has_led(new=True)
        except CannotRunError:
            raise
        except TutorError as error:
            self._main.proofs.append(Proof("lesson", self._lesson.title, Place(1), str(error)))
        finally:
            self._can_begin.set()
        await self._work(spare=False)

    async def _has_led(self, *, new: bool) -> bool:
        """Go the right way, and make attempts in the lab then; whether something wrong can only be the lesson's fault."""
        async with self._labs.have(self._lesson, new=new) as lab:
            tried = [*attempts(self._lesson)]
            passing = Passing(lab, {each.index for each in tried if each.aim is not Aim.FAULT})
            self._main = await run(lab.session, passing.look)
            if not lab.is_new and any(proof.fault for proof in self._main.proofs):
                return False
            self._todo += (each for each in tried if each.index <= self._main.reached)
            self._can_begin.set()
            if await self._go_back(lab, passing.passed) and self._todo and await lab.empty(self._lesson):
                await self._use(lab)
            return True

    async def _go_back(self, lab: TriedLab, passed: Sequence[Passed]) -> bool:
        """Make attempts where the right way has come by, the last ones first, in a lab that can be put back to there.

        Whether none of them failed.
        """
        for there in reversed(passed):
            trial = Trial(self._lesson, lab, there)
            if any(map(trial.can, self._todo)):
                lab.is_new = False
                if await trial.go_back() and not await self._serve(trial):
                    return False
        return True

    async def _work(self, *, spare: bool) -> None:
        await self._can_begin.wait()
        while self._failed or self._todo:
            async with self._labs.place(spare=spare):
                if self._failed or self._todo:
                    await self._begin()

    async def _begin(self) -> None:
        """Have a lab for the next attempt, and for as many more as it serves."""
        began, worker, is_again = time.monotonic(), asyncio.current_task(), bool(self._failed)
        due = (self._failed or self._todo).popleft()
        self._busy.add(worker)
        try:
            async with self._labs.have(self._lesson, new=is_again) as lab:
                await self._use(lab, due)
        except TutorError as error:
            self._add(due, str(error), began)
        if not self._failed:  # else it makes that again itself
            self._busy.discard(worker)

    async def _use(self, lab: TriedLab, due: Attempt | None = None) -> None:
        """Make this attempt and others in a lab, for as long as it can be had as good as new."""
        while (
            await self._serve(Trial(self._lesson, lab), due) and self._todo and await lab.empty(self._lesson)
        ):
            due = None

    async def _serve(self, trial: Trial, due: Attempt | None = None) -> bool:
        """Make this attempt, and others for as long as the lab is good for them; whether none failed.

        One that fails where others were made before is made again in a new lab.
        """
        while attempt := due or self._next(trial):
            due, began = None, time.monotonic()
            fault = await self._fault(trial, attempt)
            if fault and not trial.lab.is_new:
                self._failed.append(attempt)
            else:
                self._add(attempt, fault, began)
            if fault:
                return False
            trial.lab.is_new = False
        return True

    async def _fault(self, trial: Trial, attempt: Attempt) -> str:
        try:
            more = any(other.index >= attempt.index for other in self._todo)
            return await trial.make(attempt, self._main.patience(attempt.index), more=more)
        except TutorError as error:
            return str(error)

    def _next(self, trial: Trial) -> Attempt | None:
        """The first attempt that a lab is still good for; it is nobody else's then."""
        found = next((attempt for attempt in self._todo if trial.can(attempt)), None)
        if found:
            self._todo.remove(found)
        return found

    def _add(self, attempt: Attempt, fault: str, began: float) -> None:
        seconds = time.monotonic() - began
        self._proofs.append(Proof(attempt.aim, attempt.name, attempt.place, fault, seconds))
