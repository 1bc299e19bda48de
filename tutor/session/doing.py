"""What happens on the nodes between two calm moments: all that a command did, and its aftermath."""

import asyncio

from tutor.session.quiet import Quiet
from tutor.state import Change, Row


class Doing:
    """Gathers changes; a row that came and went is among both, gained and lost."""

    def __init__(self) -> None:
        self._gained: set[Row] = set()
        self._lost: set[Row] = set()
        self._calm = asyncio.Event()
        self._quiet = Quiet(self._calm.set)

    def take(self, change: Change) -> None:
        """Something has changed."""
        self._gained |= change.gained
        self._lost |= change.lost
        self._calm.clear()
        self._quiet.hear()

    async def calm(self) -> Change:
        """Wait until something has changed and nothing does any more; what it was, and forget it."""
        await self._calm.wait()
        change = Change(frozenset(self._gained), frozenset(self._lost))
        self._gained, self._lost = set(), set()
        self._calm.clear()
        return change

    async def settle(self) -> Change:
        """The same, where perhaps nothing changes at all."""
        self.take(Change(frozenset(), frozenset()))
        return await self.calm()
