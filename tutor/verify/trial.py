"""Makes attempts in one lab, one after another for as long as each leaves it as it was."""

from collections.abc import Sequence

from tutor.claims import is_pending
from tutor.lesson.model import Lesson, Step
from tutor.lesson.parts import Claim, Commands
from tutor.state import Row
from tutor.verify.attempts import Aim, Attempt, after_solution, played_with, unbroken
from tutor.verify.lab import TriedLab, picture
from tutor.verify.passed import Passed

GONE_FOR_GOOD = {"container", "endpoint", "listener", "namespace", "network"}
"""Facts that tell of what can be made anew, but would not be the same."""


class Trial:
    """A lab, where it is in the lesson, and whether another attempt can be made in it.

    What an attempt has left as the observers saw it before is as good as fresh; and whoever has gone another way
    goes on from there.
    """

    def __init__(self, lesson: Lesson, lab: TriedLab, there: Passed | None = None) -> None:
        """At the first step in a lab as good as new; or ``there``, once ``go_back`` has said so."""
        self.lab = lab
        self._lesson, self._session = lesson, lab.session
        self._at = there.index if there else 0
        self._left = self._step.played[len(self._step.lead) if there else 0 :]
        self._known = dict(there.known if there else lab.session.known)
        self._is_broken = self._is_led = there is not None
        self._is_done = self._is_spoilt = False
        self._led = there.moment if there else None
        """What the lab was like where the step is to be solved."""

    def can(self, attempt: Attempt) -> bool:
        """Whether this lab is as good as a fresh one for an attempt."""
        if self._is_spoilt or attempt.index < self._at:
            return False
        if attempt.index > self._at:
            return True
        return not self._is_done and not (self._is_broken and attempt.aim is Aim.FAULT)

    async def go_back(self) -> bool:
        """Take away what was done since; whether the lab is again as it was where the step is to be solved."""
        self._session.done.difference_update(range(self._at, len(self._lesson.steps)))
        self._session.faults.forget(after=self._at)
        self._is_spoilt = not await self._is_put_back()
        return not self._is_spoilt

    async def make(self, attempt: Attempt, patience: float, *, more: bool) -> str:
        """What is wrong with an attempt; empty where it is as it must be.

        ``patience``: seconds after which claims that the right way has turned would have turned here, too;
        ``more``: whether others are to be made at this step or later, for which it is worth to put the lab back.
        """
        self._is_spoilt = True  # until it is known that it is not
        await self._reach(attempt)
        if self._session.at != attempt.index:
            return f"step {self._session.at + 1} could not be brought to its end in a lab as good as new{self._red()}"
        match attempt.aim:
            case Aim.FAULT:
                fault = await self._fault_of_fault(patience)
                self._is_spoilt = False
            case Aim.WRONG:
                fault = await self._fault_of_wrong(attempt, patience, more=more)
            case Aim.WAY:
                fault = await self._fault_of_way(attempt)
                self._known = dict(self._session.known)
                self._is_spoilt, self._is_done = bool(fault), True
        return fault

    async def _reach(self, attempt: Attempt) -> None:
        """Open the attempt's step, and see it as whoever comes to it for the first time."""
        session, index = self._session, attempt.index
        lesson = played_with(self._lesson, self._at, self._left)
        session.lesson = unbroken(lesson, index) if attempt.aim is Aim.FAULT else lesson
        session.known.clear()
        session.known.update(self._known)
        await session.bring_to(index, since=self._at + self._is_done)
        if index > self._at:
            self._at, self._left = index, self._lesson.steps[index].played
            self._is_broken = self._is_led = self._is_done = False
            self._led = None
        await session.faults.made()
        self._known = dict(session.known)
        self._is_broken |= attempt.aim is not Aim.FAULT

    @property
    def _step(self) -> Step:
        return self._lesson.steps[self._at]

    async def _solve(self, blocks: Sequence[Commands]) -> None:
        await self._play(*blocks, *after_solution(self._step))

    async def _lead(self) -> None:
        """Come to where the step is to be solved; but once in a lab."""
        if not self._is_led:
            lead = self._step.lead
            await self._play(*lead)
            self._left, self._is_led = self._left[len(lead) :], True

    async def _play(self, *blocks: Commands) -> None:
        self._session.lesson = played_with(self._lesson, self._at, blocks)
        await self._session.play()

    async def _picture(self) -> frozenset[Row]:
        return await picture(self._session, self._step.facts)

    async def _fault_of_wrong(self, attempt: Attempt, patience: float, *, more: bool) -> str:
        session = self._session
        await self._lead()
        before = await self._picture()
        self._led = self._led or (await self.lab.moment(self._step.facts) if more else None)
        await self._solve(attempt.blocks)
        await session.wait(lambda: session.is_fresh)
        await session.wait(lambda: session.proved, patience)
        await session.wait(lambda: not any(map(self._is_open, self._step.claims)))
        await session.wait(lambda: session.is_fresh)
        if session.proved:
            return "it leaves nothing red: every claim of the step holds after it"
        after = await self._picture()
        self._is_spoilt = before != after and not (more and await self._is_put_back())
        return ""

    async def _is_put_back(self) -> bool:
        """Take away what was done since the step was to be solved; whether the next attempt finds what the first found."""
        if self._led is None:
            return False
        lost = self._led.rows - await self._picture()
        if any(row.fact() in GONE_FOR_GOOD for row in lost):
            return False
        return await self.lab.is_put_back(self._led)

    async def _fault_of_way(self, attempt: Attempt) -> str:
        session = self._session
        await self._lead()
        await self._solve(attempt.blocks)
        self._left = ()
        if await session.wait(lambda: session.proved):
            return ""
        return f"it leaves red{red}" if (red := self._red()) else "the host goes on changing after it"

    def _red(self) -> str:
        """The first claim of the open step that does not hold, and what was found; nothing where all hold."""
        verdicts = self._session.verdicts
        red = [claim for claim in self._session.step.claims if not self._session.holds(claim)]
        return next(
            (f": {claim.sentence}: {verdicts[claim].found}" for claim in red if claim in verdicts), ""
        )

    async def _fault_of_fault(self, patience: float) -> str:
        turning = [claim for claim in self._step.claims if not claim.already]
        if await self._session.wait(lambda: any(map(self._session.holds, turning)), patience):
            return ""
        return "it breaks nothing: without it, too, no claim of the step holds when the step begins"

    def _is_open(self, claim: Claim) -> bool:
        """Whether it cannot be told yet: an act is still being carried out."""
        return is_pending(self._session.judging.filled(claim.patterns), self._session.state)
