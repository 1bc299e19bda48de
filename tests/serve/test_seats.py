"""Seats: so many, one for each visitor, and free again only when the lab on it is gone."""

import asyncio
from collections.abc import Callable

import pytest

from tutor.serve.seats import FullError, Seats


class Window:
    """A visitor's window: it stays until it is asked to leave, and then takes a while to clear away its lab."""

    def __init__(self, seats: Seats, visitor: str) -> None:
        self.there = False
        self._asked, self.cleared = asyncio.Event(), asyncio.Event()
        self.task = asyncio.create_task(self._stay(seats, visitor))

    async def leave(self) -> None:
        """Ask it to leave."""
        self._asked.set()

    async def _stay(self, seats: Seats, visitor: str) -> None:
        async with seats.take(visitor, self.leave):
            self.there = True
            await self._asked.wait()
            await self.cleared.wait()
            self.there = False


async def until(condition: Callable[[], bool]) -> None:
    """Let the others go on until it is so."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0)


async def rest() -> None:
    """Let the others go as far as they can."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_one_too_many_is_refused_until_a_lab_is_gone() -> None:
    seats = Seats(2)
    first, second = Window(seats, "a"), Window(seats, "b")
    await until(lambda: first.there and second.there)
    assert not seats.has_room("c")
    with pytest.raises(FullError):
        async with seats.take("c", first.leave):
            pytest.fail("a third visitor has got one of two seats")
    await first.leave()
    await rest()
    assert not seats.has_room("c")
    first.cleared.set()
    await first.task
    assert seats.has_room("c")


async def test_a_second_window_of_a_visitor_takes_the_seat_of_the_first() -> None:
    seats = Seats(1)
    first = Window(seats, "a")
    await until(lambda: first.there)
    assert seats.has_room("a")
    second = Window(seats, "a")
    await rest()
    assert first.there
    assert not second.there
    assert not seats.has_room("b")
    first.cleared.set()
    await until(lambda: second.there)
    assert not first.there
    assert not seats.has_room("b")
    second.cleared.set()
    await second.leave()
    await second.task
    assert seats.has_room("b")


async def test_windows_opened_at_once_come_one_after_another() -> None:
    seats = Seats(1)
    windows = [Window(seats, "a") for _ in range(4)]
    for window in windows:
        window.cleared.set()
    await until(lambda: all(window.task.done() for window in windows[:-1]) and windows[-1].there)
    await seats.empty()
    await windows[-1].task
    assert seats.has_room("b")


async def test_a_window_that_fails_gives_its_seat_back() -> None:
    seats = Seats(1)
    with pytest.raises(ValueError, match="nonsense"):
        async with seats.take("a", lambda: asyncio.sleep(0)):
            raise ValueError("nonsense")
    assert seats.has_room("b")
