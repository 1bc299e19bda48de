"""Verifies lessons one beside the other, in labs that serve one after the other."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

from tutor import lint
from tutor.errors import CannotRunError, TutorError
from tutor.lesson.model import Lesson
from tutor.lesson.parts import Place
from tutor.lesson.reader import load
from tutor.lint import exercises
from tutor.verify.attempts import attempts
from tutor.verify.lab import shape
from tutor.verify.labs import Labs, MakeSession
from tutor.verify.left import links
from tutor.verify.report import Proof, Report
from tutor.verify.trials import Trials


class Course:
    """So many lessons at a time, and so many labs at a time; lessons that need the same kind of lab after each other."""

    def __init__(self, make_session: MakeSession, *, jobs: int) -> None:
        self._jobs = jobs
        # The next lessons stand in line before any second lab of one.
        self._lessons = asyncio.Semaphore(2 * jobs)
        self._labs = Labs(make_session, jobs)
        self._links = links()

    async def reports(self, paths: Sequence[Path]) -> AsyncIterator[Report]:
        """A report of each lesson, in this order, as soon as it and those before it are done."""
        tasks = {path: asyncio.create_task(self._verify(path)) for path in sorted(paths, key=_turn)}
        try:
            for path in paths[:-1]:
                yield await tasks[path]
            for path in paths[-1:]:
                yield await self._last(await tasks[path])
        finally:
            for task in tasks.values():
                task.cancel()
            await asyncio.gather(*tasks.values(), return_exceptions=True)
            await self._labs.end()

    async def _last(self, report: Report) -> Report:
        """The last report, with what labs left behind that no lesson needs any more."""
        await self._labs.end()
        fault = self._what_is_left()
        rest = [Proof("lab", report.path.name, Place(1), fault)] if fault else []
        return replace(report, proofs=(*report.proofs, *rest))

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
        tried = await Trials(lesson, self._labs).make(beside=self._jobs)
        rules = [Proof("exercise", lesson.title, *found) for found in exercises.check(lesson)]
        return [*rules, *tried, Proof("lab", lesson.title, Place(1), self._what_is_left())]

    def _what_is_left(self) -> str:
        """What labs have left behind by now, whichever lesson it was."""
        before, self._links = self._links, self._links | links()
        found = [*self._labs.take_left(), *(f"the link {name}" for name in sorted(self._links - before))]
        return f"left behind: {', '.join(found)}" if found else ""


def _turn(path: Path) -> tuple[int, bool, int]:
    """When a lesson's turn is: those of many nodes first, whose labs take longest; then the same shape after the same.

    Of one shape, that of most attempts comes first: the last one shall not be waited for alone.
    """
    try:
        lesson = load(path)
    except TutorError:  # it is told when its turn comes
        return 0, False, 0
    nodes, has_outside = shape(lesson)
    return -nodes, has_outside, -len([*attempts(lesson)])
