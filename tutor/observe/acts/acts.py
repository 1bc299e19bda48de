"""The acts that are wanted now: carried out at once, and again whenever it may come out otherwise."""

import asyncio
from collections.abc import Callable, Iterable

from tutor.facts.raw import Raw
from tutor.observe.acts.carry import carry
from tutor.observe.acts.order import Order
from tutor.state import Change, Row

AGAIN = 1.5
"""Seconds after which what has failed is tried again, though nobody has seen anything change."""
RESTLESS = 3.0
"""Seconds without an outcome after which an attempt is let come to its end, however often the host changes meanwhile."""

Tell = Callable[[Change], None]
"""Is told what acts have come to."""


class Acts:
    """One task an order; each tells of its rows where they are others than before."""

    def __init__(self, raw: Raw, tell: Tell) -> None:
        self._raw, self._tell = raw, tell
        self._tasks: dict[Order, asyncio.Task[None]] = {}
        self._rows: dict[Order, frozenset[Row]] = {}
        self._untried: dict[Order, float] = {}
        """Those that nothing has come of since they were wanted, and since when."""
        self._stale: set[Order] = set()
        """Those whose attempt began before the last change, and goes on all the same."""
        self._come = asyncio.Event()

    def want(self, orders: Iterable[Order]) -> None:
        """Carry out these orders, and no others, at once: something has changed, or the orders have.

        An attempt under way is given up: it may have begun before the change. But for one on a host that never rests.
        """
        wanted, now = set(orders), asyncio.get_running_loop().time()
        for order in self._tasks.keys() - wanted:
            self._tasks.pop(order).cancel()
            self._put(order, frozenset())
        self._untried = {order: self._untried.get(order, now) for order in wanted}
        self._stale = {order for order, since in self._untried.items() if now - since > RESTLESS}
        for order in wanted - self._stale:
            if order in self._tasks:
                self._tasks[order].cancel()
            self._tasks[order] = asyncio.create_task(self._repeat(order))
        self._come.set()

    async def tried(self) -> None:
        """Return when every order has been tried since it was last wanted."""
        while self._untried:
            self._come.clear()
            await self._come.wait()

    async def _repeat(self, order: Order) -> None:
        while True:
            rows = await carry(order, self._raw)
            self._put(order, rows)
            if order in self._stale:
                self._stale.discard(order)
                self._untried[order] = asyncio.get_running_loop().time()
                continue
            self._untried.pop(order, None)
            self._come.set()
            if rows and all(row.plain("ok") for row in rows):
                return
            await asyncio.sleep(AGAIN)

    def _put(self, order: Order, rows: frozenset[Row]) -> None:
        before = self._rows.pop(order, frozenset())
        if rows:
            self._rows[order] = rows
        if rows != before:
            self._tell(Change(gained=rows - before, lost=before - rows))
