"""The acts that are wanted now: carried out at once, and again whenever it may come out otherwise."""

import asyncio
from collections.abc import Callable, Iterable

from tutor.facts.raw import Raw
from tutor.observe.acts.carry import carry
from tutor.observe.acts.order import Order
from tutor.state import Change, Row

AGAIN = 1.5
"""Seconds after which what has failed is tried again, though nobody has seen anything change."""

Tell = Callable[[Change], None]
"""Is told what acts have come to."""


class Acts:
    """One task an order; each tells of its rows where they are others than before."""

    def __init__(self, raw: Raw, tell: Tell) -> None:
        self._raw, self._tell = raw, tell
        self._tasks: dict[Order, asyncio.Task[None]] = {}
        self._rows: dict[Order, frozenset[Row]] = {}
        self._untried: set[Order] = set()
        self._come = asyncio.Event()

    def want(self, orders: Iterable[Order]) -> None:
        """Carry out these orders, and no others, at once: something has changed, or the orders have.

        An attempt under way is given up: it may have begun before the change.
        """
        wanted = set(orders)
        for order in self._tasks.keys() - wanted:
            self._put(order, frozenset())
        for task in self._tasks.values():
            task.cancel()
        self._tasks = {order: asyncio.create_task(self._repeat(order)) for order in wanted}
        self._untried = wanted
        self._come.set()

    async def tried(self) -> None:
        """Return when every order has been tried since it was last wanted."""
        while self._untried:
            self._come.clear()
            await self._come.wait()

    async def _repeat(self, order: Order) -> None:
        good = False
        while not good:
            rows = await carry(order, self._raw)
            self._put(order, rows)
            self._untried.discard(order)
            self._come.set()
            good = bool(rows) and all(row.plain("ok") for row in rows)
            await asyncio.sleep(0 if good else AGAIN)

    def _put(self, order: Order, rows: frozenset[Row]) -> None:
        before = self._rows.pop(order, frozenset())
        if rows:
            self._rows[order] = rows
        if rows != before:
            self._tell(Change(gained=rows - before, lost=before - rows))
