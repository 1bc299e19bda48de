"""Verifies lessons one beside the other, each in labs of its own."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from tutor import lint
from tutor.errors import CannotRunError
from tutor.lesson.model import Lesson, Place
from tutor.lesson.reader import load
from tutor.lint import exercises
from tutor.verify.labs import Labs, MakeSession
from tutor.verify.left import links
from tutor.verify.report import Proof, Report
from tutor.verify.trials import Trials


class Course:
    """So many lessons at a time, and so many labs at a time."""

    def __init__(self, make_session: MakeSession, *, jobs: int) -> None:
        self._make_session = make_session
        self._jobs = jobs
        # The next lessons stand in line before any second lab of one.
        self._lessons = asyncio.Semaphore(2 * jobs)
        self._labs = asyncio.Semaphore(jobs)
        self._links = links()

    async def reports(self, paths: Sequence[Path]) -> AsyncIterator[Report]:
        """A report of each lesson, in this order, as soon as it and those before it are done."""
        tasks = [asyncio.create_task(self._verify(path)) for path in paths]
        try:
            for task in tasks:
                yield await task
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _verify(self, path: Path) -> Report:
        async with self._lessons:
            began = time.monotonic()
            if problems := lint.check(path):
                found = [Proof("lint", path.name, problem.place, problem.message) for problem in problems]
                return Report(path, tuple(found))
            lesson = load(path)
            try:
                proofs = await self._prove(lesson)
            except CannotRunError as error:
                return Report(path, missing=error.message)
            return Report(path, tuple(proofs), seconds=time.monotonic() - began)

    async def _prove(self, lesson: Lesson) -> list[Proof]:
        labs = Labs(self._make_session)
        tried = await Trials(lesson, labs).make(self._labs, beside=self._jobs)
        rules = [Proof("exercise", lesson.title, *found) for found in exercises.check(lesson)]
        return [*rules, *tried, self._what_is_left(lesson, labs)]

    def _what_is_left(self, lesson: Lesson, labs: Labs) -> Proof:
        before, self._links = self._links, self._links | links()
        found = [*labs.left, *(f"the link {name}" for name in sorted(self._links - before))]
        fault = f"left behind: {', '.join(found)}" if found else ""
        return Proof("lab", lesson.title, Place(1), fault)
