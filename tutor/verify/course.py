"""Verifies lessons one beside the other, each in labs of its own."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from tutor import lint
from tutor.errors import CannotRunError, TutorError
from tutor.lesson.model import Lesson, Place
from tutor.lesson.reader import load
from tutor.lint import exercises
from tutor.verify.labs import Labs, MakeSession
from tutor.verify.left import links
from tutor.verify.main_run import MainRun, run
from tutor.verify.report import Proof, Report
from tutor.verify.trials import Trials

NOWHERE = -1
"""Where a lesson is that did not even begin."""


class Course:
    """So many lessons at a time, and so many labs at a time."""

    def __init__(self, make_session: MakeSession, *, jobs: int) -> None:
        self._make_session = make_session
        self._jobs = jobs
        self._lessons = asyncio.Semaphore(jobs)
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
        main = await self._play(lesson, labs)
        tried = await Trials(lesson, labs, main).make(self._labs, beside=self._jobs)
        rules = [Proof("exercise", lesson.title, *found) for found in exercises.check(lesson)]
        return [*rules, *main.proofs, *tried, self._what_is_left(lesson, labs)]

    async def _play(self, lesson: Lesson, labs: Labs) -> MainRun:
        async with self._labs:
            try:
                async with labs.fresh(lesson) as session:
                    return await run(session)
            except CannotRunError:
                raise
            except TutorError as error:
                return MainRun([Proof("lesson", lesson.title, Place(1), str(error))], reached=NOWHERE)

    def _what_is_left(self, lesson: Lesson, labs: Labs) -> Proof:
        before, self._links = self._links, self._links | links()
        found = [*labs.left, *(f"the link {name}" for name in sorted(self._links - before))]
        fault = f"left behind: {', '.join(found)}" if found else ""
        return Proof("lab", lesson.title, Place(1), fault)
