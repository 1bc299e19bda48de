"""Paths of packets that lessons and learners ask for: followed on all nodes at once, again whenever something changes."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress

from tutor.errors import TutorError
from tutor.facts.path import PATH_WHYS
from tutor.facts.path import Path as Fact
from tutor.session.events import Event, Traced
from tutor.state import Change, Row
from tutor.trace import Flow, Observers, Path, parse, trace

AGAIN = 1.5
"""Seconds after which a path that was lost is followed again, though nobody has seen anything change."""

Asked = tuple[str, str]
"""From where, and to where."""


class Paths:
    """One task for each path that claims ask for; each tells of its row where that is another than before."""

    def __init__(
        self,
        observers: Callable[[], Observers],
        take: Callable[[Change], None],
        emit: Callable[[Event], None],
    ) -> None:
        self._observers, self._take, self._emit = observers, take, emit
        self._tasks: dict[Asked, asyncio.Task[None]] = {}
        self._due: dict[Asked, asyncio.Event] = {}
        self._rows: dict[Asked, Row] = {}
        self._unfollowed: set[Asked] = set()
        self._come = asyncio.Event()

    def want(self, wanted: Iterable[Asked], *, again: bool) -> None:
        """Follow these, and no others; those that are followed already once more where something has changed."""
        asked = set(wanted)
        for gone in self._tasks.keys() - asked:
            self._tasks.pop(gone).cancel()
            del self._due[gone]
            self._put(gone, None)
        self._unfollowed &= asked
        if again:
            self._unfollowed |= self._due.keys()
            for due in self._due.values():
                due.set()
        for new in asked - self._tasks.keys():
            self._due[new] = asyncio.Event()
            self._tasks[new] = asyncio.create_task(self._repeat(new))
            self._unfollowed.add(new)
        self._come.set()

    async def tried(self) -> None:
        """Return when every path has been followed since it was last wanted."""
        while self._unfollowed:
            self._come.clear()
            await self._come.wait()

    def stop(self) -> None:
        """Follow nothing any more, and tell of nothing."""
        for task in self._tasks.values():
            task.cancel()
        self._tasks.clear()
        self._due.clear()
        self._rows.clear()
        self._unfollowed.clear()
        self._come.set()

    async def follow(self, flow: Flow) -> Path:
        """The path of a packet, proved by the kernel. Raises TutorError."""
        path = await trace(flow, self._observers())
        self._emit(Traced(path))
        return path

    async def _repeat(self, asked: Asked) -> None:
        due = self._due[asked]
        while True:
            due.clear()
            row = await self._row(asked)
            self._put(asked, row)
            if not due.is_set():
                self._unfollowed.discard(asked)
                self._come.set()
            with suppress(TimeoutError):
                async with asyncio.timeout(None if row and row.plain("ok") else AGAIN):
                    await due.wait()

    async def _row(self, asked: Asked) -> Row | None:
        """What comes of it; None where it could not even be tried."""
        source, to = asked
        try:
            path = await self.follow(parse([f"from={source}", f"to={to}"]))
        except TutorError:
            return None
        return as_row(path, source, to)

    def _put(self, asked: Asked, row: Row | None) -> None:
        before = self._rows.pop(asked, None)
        if row:
            self._rows[asked] = row
        if row != before:
            self._take(Change(frozenset([row] if row else []), frozenset([before] if before else [])))


def as_row(path: Path, source: str, to: str) -> Fact:
    """The fact that a path is. One that the kernel contradicts arrives nowhere: what was predicted is not so."""
    standings = {hop.standing for hop in path.hops}
    wrong = "contradicted" in standings
    why = (
        "contradicted"
        if wrong
        else path.why.partition("-")[0]
        if path.why.startswith("unknown")
        else path.why
    )
    assert not why or why in PATH_WHYS
    return Fact(
        node=path.hops[0].node,
        from_=source,
        to=to,
        ok=not why,
        why=why or None,
        ends=None if wrong else path.ends or None,
        process=None if wrong else path.process,
        dropped_by=None if wrong else path.dropped_by or None,
        proxy=any(hop.kind == "proxy" for hop in path.hops),
        proved=not wrong and "confirmed" in standings,
    )
