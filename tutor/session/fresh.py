"""Whether what acts have come to is of the host as it is now, or of before its last change."""

import asyncio
from collections.abc import Callable, Iterable

from tutor.facts import ACTS
from tutor.lesson.model import Claim
from tutor.patience import patience
from tutor.state import Change

TRIED = patience(2.5)
"""Seconds after a change by which each act has been tried again: a try takes two at most."""
RESTLESS = {"neighbour", "conntrack", "fdb", "command", *ACTS}
"""Facts that an act itself may change: no reason to try it again."""


class Fresh:
    """Calls back when every act must have been tried again after the last change."""

    def __init__(self, then: Callable[[], None]) -> None:
        self._then = then
        self._timer: asyncio.TimerHandle | None = None

    @property
    def is_now(self) -> bool:
        """Whether enough time has passed since the host has changed."""
        return self._timer is None

    def hear(self) -> None:
        """The host has changed: what was tried before may come out otherwise."""
        self.stop()
        self._timer = asyncio.get_running_loop().call_later(TRIED, self._call)

    def stop(self) -> None:
        """Call nobody any more."""
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _call(self) -> None:
        self._timer = None
        self._then()


def is_steady(change: Change) -> bool:
    """Whether something has changed that may make acts come out otherwise."""
    return any(row.fact() not in RESTLESS for row in change.gained | change.lost)


def may_be_stale(claims: Iterable[Claim]) -> bool:
    """Whether a claim stands on an act: until that is tried again, it is of the host before its last change."""
    return any(pattern.fact in ACTS for claim in claims for pattern in claim.patterns)
