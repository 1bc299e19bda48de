"""Whether what acts have come to is of the host as it is now, or of before its last change."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress

from tutor.errors import TutorError
from tutor.facts import ACTS
from tutor.lesson.parts import Claim
from tutor.state import Change

CALM = 0.2
"""Seconds without a change after which it is asked whether all has been tried: changes come in swarms."""
RESTLESS = {"neighbour", "conntrack", "fdb", "command", *ACTS}
"""Facts that an act itself may change: no reason to try it again."""


class Fresh:
    """Calls back when every act has been tried again after the last change."""

    def __init__(self, tried: Callable[[], Awaitable[None]], then: Callable[[], None]) -> None:
        """``tried`` returns when all that is wanted at the moment has been tried since."""
        self._tried, self._then = tried, then
        self._asking: asyncio.Task[None] | None = None

    @property
    def is_now(self) -> bool:
        """Whether nothing has changed since the acts were tried."""
        return self._asking is None

    def hear(self) -> None:
        """The host has changed: what was tried before may come out otherwise."""
        self.stop()
        self._asking = asyncio.create_task(self._ask())

    def stop(self) -> None:
        """Call nobody any more."""
        if self._asking:
            self._asking.cancel()
            self._asking = None

    async def _ask(self) -> None:
        has_told = False
        while not has_told:
            await asyncio.sleep(CALM)
            with suppress(TutorError):  # an observer that is gone is told of by whoever follows it
                await self._tried()
                has_told = True
        self._asking = None
        asyncio.get_running_loop().call_soon(self._then)


def is_steady(change: Change) -> bool:
    """Whether something has changed that may make acts come out otherwise."""
    return any(row.fact() not in RESTLESS for row in change.gained | change.lost)


def may_be_stale(claims: Iterable[Claim]) -> bool:
    """Whether a claim stands on an act: until that is tried again, it is of the host before its last change."""
    return any(pattern.fact in ACTS for claim in claims for pattern in claim.patterns)
