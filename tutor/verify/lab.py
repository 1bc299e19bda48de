"""A lab for attempts, which can be had as good as new."""

import asyncio
import time
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import IPv6Network, ip_address
from typing import Self

from tutor.errors import TutorError
from tutor.facts import ACTS
from tutor.facts.address import Address
from tutor.lesson.model import Lesson
from tutor.patience import patience
from tutor.session import Session
from tutor.session.fresh import RESTLESS
from tutor.state import Row
from tutor.verify.teller import Inventories, Tellers

LATE = patience(1.5)
"""Seconds within which the kernel tells of what has changed: of a link that has lost its carrier but once a second."""
_OWN = IPv6Network("fe80::/10")
"""Addresses that links give themselves (RFC 4291)."""
PAUSE = 0.05
"""Seconds between two looks."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a lab was like at one time."""

    nodes: Inventories
    rows: frozenset[Row]
    asked: frozenset[str] = frozenset()
    """Facts that count though they come and go by themselves."""

    def is_like(self, rows: frozenset[Row]) -> bool:
        """Whether these are the facts of then, but for addresses that links give themselves: the kernel tells of them late.

        It tries them first, for a second or two. Those of a node itself are in its inventory.
        """
        others = rows ^ self.rows
        return all(isinstance(row, Address) and ip_address(row.ip) in _OWN for row in others)


async def picture(session: Session, asked: Collection[str] = ()) -> frozenset[Row]:
    """All that is true, but for what comes and goes by itself and is not among the facts that are asked for."""
    await session.follower.told()
    passing = RESTLESS - set(asked) | ACTS.keys()
    return frozenset(row for row in session.state if row.fact() not in passing)


class TriedLab:
    """A lab, and what it was like before anything was done in it."""

    def __init__(self, session: Session, tellers: Tellers, first: Moment) -> None:
        self.session = session
        self.first = first
        self.is_new = True
        """Whether nothing was tried in it before what is being tried."""
        self._tellers = tellers
        self._shape = shape(session.lesson)

    @classmethod
    @asynccontextmanager
    async def of(cls, session: Session) -> AsyncIterator[Self]:
        """That of a session in which nothing was done yet."""
        async with Tellers.of(session.find_node(node.name) for node in session.nodes) as tellers:
            yield cls(session, tellers, Moment(await tellers.told(), await picture(session)))

    def fits(self, lesson: Lesson) -> bool:
        """Whether it has the nodes that a lesson is played on."""
        return self._shape == shape(lesson)

    async def moment(self, asked: Collection[str] = ()) -> Moment:
        """What it is like now; some facts count that come and go by themselves, if they are asked for."""
        return Moment(await self._tellers.told(), await picture(self.session, asked), frozenset(asked))

    async def is_put_back(self, to: Moment) -> bool:
        """Take away what was done in it since a moment; whether it is again what it was, as far as can be seen."""
        try:
            now = await self._tellers.told(to.nodes)
            return all(now.values()) and now == to.nodes and await self._looks_like(to)
        except TutorError:  # a node that cannot be asked is none that is as it was
            return False

    async def empty(self, lesson: Lesson) -> bool:
        """Take away all that was done in it, for this lesson; whether it is as it was, in every fact, process, file and setting.

        That costs less than to end it and to begin another. Raises CannotRunError.
        """
        self.is_new = False
        self.session.leave()
        is_empty = await self.is_put_back(self.first)
        if is_empty:
            await self.session.take_up(lesson)
        return is_empty

    async def _looks_like(self, to: Moment) -> bool:
        """Whether all facts are those of then, or will be: the kernel tells late that a bridge has lost its last port."""
        latest = time.monotonic() + LATE
        while not to.is_like(await picture(self.session, to.asked)):
            if time.monotonic() > latest:
                return False
            await asyncio.sleep(PAUSE)
        return True


def shape(lesson: Lesson) -> tuple[int, bool]:
    """What a lesson's lab has: so many nodes, and whether there is somebody outside."""
    return lesson.nodes, lesson.has_outside
