"""Makes all attempts at a lesson, in as few labs as will do."""

import asyncio
import time
from collections import deque

from tutor.errors import TutorError
from tutor.lesson.model import Lesson
from tutor.verify.attempts import Attempt, attempts
from tutor.verify.labs import Labs
from tutor.verify.main_run import MainRun
from tutor.verify.report import Proof
from tutor.verify.trial import Trial


class Trials:
    """The attempts at one lesson, up to the first step in which something is wrong already."""

    def __init__(self, lesson: Lesson, labs: Labs, main: MainRun) -> None:
        self._lesson, self._labs, self._main = lesson, labs, main
        self._todo = deque(attempt for attempt in attempts(lesson) if attempt.index <= main.reached)
        self._proofs: list[Proof] = []

    async def make(self, places: asyncio.Semaphore, *, beside: int) -> list[Proof]:
        """What came of all of them, in the order of the file; in so many labs at once, if there are places."""
        await asyncio.gather(*(self._work(places) for _ in range(beside)))
        return sorted(self._proofs, key=lambda proof: proof.place)

    async def _work(self, places: asyncio.Semaphore) -> None:
        while self._todo:
            async with places:
                if self._todo:
                    await self._use_a_lab(self._todo.popleft())

    async def _use_a_lab(self, attempt: Attempt) -> None:
        began = time.monotonic()
        try:
            async with self._labs.fresh(self._lesson) as session:
                await self._use_up(Trial(self._lesson, session), attempt, began)
        except TutorError as error:
            self._add(attempt, str(error), began)

    async def _use_up(self, trial: Trial, first: Attempt, began: float) -> None:
        """Make attempts for as long as the lab is as good as a fresh one; what fails later is made again in one."""
        attempt: Attempt | None = first
        while attempt:
            fault = await self._fault(trial, attempt)
            if fault and attempt is not first:
                self._todo.appendleft(attempt)
                return
            self._add(attempt, fault, began)
            attempt, began = self._next(trial), time.monotonic()

    async def _fault(self, trial: Trial, attempt: Attempt) -> str:
        try:
            return await trial.make(attempt, self._main.patience(attempt.index))
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
