"""Where the right way has come by, and from where other ways can be tried when the lab is put back to it."""

from collections.abc import Collection
from dataclasses import dataclass

from tutor.verify.lab import Moment, TriedLab


@dataclass(frozen=True, slots=True)
class Passed:
    """Where a step is to be solved."""

    index: int
    """Number of the step, from 0."""
    moment: Moment
    """What the lab was like."""
    known: dict[str, str]
    """Values of names."""


class Passing:
    """Keeps what a lab is like in these of a lesson's steps, where they are to be solved."""

    def __init__(self, lab: TriedLab, steps: Collection[int]) -> None:
        self._lab, self._steps = lab, steps
        self.passed: list[Passed] = []

    async def look(self) -> None:
        """The session is where its open step is to be solved."""
        session = self._lab.session
        if session.at in self._steps:
            moment = await self._lab.moment(session.step.facts)
            self.passed.append(Passed(session.at, moment, dict(session.known)))
