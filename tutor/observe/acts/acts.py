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
        self._due: dict[Order, asyncio.Event] = {}

    def want(self, orders: Iterable[Order]) -> None:
        """Carry out these orders, and no others, at once: something has changed, or the orders have."""
        wanted = set(orders)
        for order in self._tasks.keys() - wanted:
            self._tasks.pop(order).cancel()
            del self._due[order]
            self._put(order, frozenset())
        for order in self._tasks:
            self._due[order].set()
        for order in wanted - self._tasks.keys():
            self._due[order] = asyncio.Event()
            self._tasks[order] = asyncio.create_task(self._repeat(order))

    async def _repeat(self, order: Order) -> None:
        due = self._due[order]
        while True:
            due.clear()
            rows = await carry(order, self._raw)
            self._put(order, rows)
            good = bool(rows) and all(row.plain("ok") for row in rows)
            try:
                await asyncio.wait_for(due.wait(), None if good else AGAIN)
            except TimeoutError:
                continue

    def _put(self, order: Order, rows: frozenset[Row]) -> None:
        before = self._rows.pop(order, frozenset())
        if rows:
            self._rows[order] = rows
        if rows != before:
            self._tell(Change(gained=rows - before, lost=before - rows))
