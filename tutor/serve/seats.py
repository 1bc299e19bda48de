"""Seats for visitors: so many programs at once, and one for each visitor, however many windows they open."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

Leave = Callable[[], Awaitable[object]]
"""Asks whoever has a seat to leave it."""


class FullError(Exception):
    """All seats are taken."""


class _Seat:
    def __init__(self, leave: Leave) -> None:
        self.leave = leave
        self.left = asyncio.Event()


class Seats:
    """Seats of one server; a seat is free again when the program that was on it, and its lab, is gone."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._taken: dict[str, list[_Seat]] = {}
        """Of each visitor who is here, the window that has the seat, and those that wait for it."""

    def has_room(self, visitor: str) -> bool:
        """Whether this visitor has a seat already, or would get one."""
        return visitor in self._taken or len(self._taken) < self.number

    @asynccontextmanager
    async def take(self, visitor: str, leave: Leave) -> AsyncIterator[None]:
        """A seat for as long as this lasts; the visitor's former window leaves it first.

        Raises FullError when other visitors have all of them.
        """
        if not self.has_room(visitor):
            raise FullError
        own, seat = self._taken.setdefault(visitor, []), _Seat(leave)
        former = own[-1:]
        own.append(seat)
        try:
            for before in former:
                await before.leave()
                await before.left.wait()
            yield
        finally:
            own.remove(seat)
            seat.left.set()
            if not own:
                del self._taken[visitor]

    async def empty(self) -> None:
        """Ask everybody to leave."""
        await asyncio.gather(*(seat.leave() for own in self._taken.values() for seat in own))
