"""A lab for attempts, which can be had as good as new."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

from tutor.errors import TutorError
from tutor.facts import ACTS
from tutor.lab.host_node import AnyNode
from tutor.lab.inventory import Inventory
from tutor.lab.plan import import_path
from tutor.lesson.model import Lesson
from tutor.patience import patience
from tutor.session import Session
from tutor.session.fresh import RESTLESS
from tutor.state import Row

PATIENCE = patience(10.0)
"""Seconds that a node may take to be put back."""
LATE = patience(1.5)
"""Seconds within which the kernel tells of what has changed: of a link that has lost its carrier but once a second."""
PAUSE = 0.05
"""Seconds between two looks."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a lab was like at one time."""

    nodes: Mapping[str, Inventory]
    """What there was in each node, by name; nothing where that was not told."""
    rows: frozenset[Row]
    asked: frozenset[str] = frozenset()
    """Facts that count though they come and go by themselves."""


async def picture(session: Session, asked: Collection[str] = ()) -> frozenset[Row]:
    """All that is true, but for what comes and goes by itself and is not among the facts that are asked for."""
    await session.follower.told()
    passing = RESTLESS - set(asked) | ACTS.keys()
    return frozenset(row for row in session.state if row.fact() not in passing)


async def moment(session: Session, asked: Collection[str] = ()) -> Moment:
    """What a session's lab is like now."""
    names = [node.name for node in session.nodes]
    found = await asyncio.gather(*(told(session.find_node(name)) for name in names))
    rows = await picture(session, asked)
    return Moment(dict(zip(names, found, strict=True)), rows, frozenset(asked))


async def is_put_back(session: Session, to: Moment) -> bool:
    """Take away what was done in a session's lab since a moment; whether it is again what it was, as far as can be seen."""
    nodes = ((session.find_node(name), first) for name, first in to.nodes.items())
    try:
        now = await asyncio.gather(*(told(node, first) for node, first in nodes))
        return all(now) and now == [*to.nodes.values()] and await _looks_like(session, to)
    except TutorError:  # a node that cannot be asked is none that is as it was
        return False


async def _looks_like(session: Session, to: Moment) -> bool:
    """Whether all facts are those of then, or will be: the kernel tells late that a bridge has lost its last port."""
    latest = time.monotonic() + LATE
    while to.rows != await picture(session, to.asked):
        if time.monotonic() > latest:
            return False
        await asyncio.sleep(PAUSE)
    return True


class TriedLab:
    """A lab, and what it was like before anything was done in it."""

    def __init__(self, session: Session, first: Moment) -> None:
        self.session = session
        self.first = first
        self.is_new = True
        """Whether nothing was tried in it before what is being tried."""
        self._shape = shape(session.lesson)

    @classmethod
    async def new(cls, session: Session) -> Self:
        """Of a session in whose lab nothing was done yet."""
        return cls(session, await moment(session))

    def fits(self, lesson: Lesson) -> bool:
        """Whether it has the nodes that a lesson is played on."""
        return self._shape == shape(lesson)

    async def empty(self, lesson: Lesson) -> bool:
        """Take away all that was done in it, for this lesson; whether it is as it was, in every fact, process, file and setting.

        That costs less than to end it and to begin another. Raises CannotRunError.
        """
        self.is_new = False
        self.session.leave()
        is_empty = await is_put_back(self.session, self.first)
        if is_empty:
            await self.session.take_up(lesson)
        return is_empty


def shape(lesson: Lesson) -> tuple[int, bool]:
    """What a lesson's lab has: so many nodes, and whether there is somebody outside."""
    return lesson.nodes, lesson.has_outside


async def told(node: AnyNode, first: Inventory | None = None) -> Inventory:
    """What there is in a node; after it was put back to what there was at first, where that is given.

    Nothing where it does not tell.
    """
    process = await asyncio.create_subprocess_exec(
        *node.argv((sys.executable, "-P", "-S", "-m", "tutor.lab.tidy")),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**node.environment(), "PYTHONPATH": import_path(), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    try:
        async with asyncio.timeout(PATIENCE):
            said, _ = await process.communicate(json.dumps(first or {}).encode())
    except TimeoutError:
        with suppress(ProcessLookupError):  # it has ended just now
            process.kill()
        return {}
    found: Inventory = json.loads(said or b"{}")
    return found
