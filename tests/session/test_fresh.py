"""Whether what was tried is of the host as it is now."""

import asyncio

from tutor.errors import ObserverError
from tutor.session.fresh import Fresh


class Trying:
    """Acts that are tried when the test says so."""

    def __init__(self) -> None:
        self.asked, self.tried = asyncio.Event(), asyncio.Event()
        self.times = 0
        self.fails = False

    async def __call__(self) -> None:
        """Try them."""
        self.times += 1
        self.asked.set()
        if self.fails:
            raise ObserverError("gone")
        await self.tried.wait()


async def test_a_change_makes_all_stale_until_it_was_tried_again() -> None:
    trying, told = Trying(), asyncio.Event()
    fresh = Fresh(trying, told.set)
    assert fresh.is_now
    fresh.hear()
    await trying.asked.wait()
    assert not fresh.is_now
    assert not told.is_set()
    trying.tried.set()
    await told.wait()
    assert fresh.is_now


async def test_what_was_tried_before_another_change_does_not_count() -> None:
    trying, told = Trying(), asyncio.Event()
    fresh = Fresh(trying, told.set)
    fresh.hear()
    await trying.asked.wait()
    trying.asked.clear()
    fresh.hear()
    trying.tried.set()
    await asyncio.sleep(0)
    assert not fresh.is_now
    await told.wait()
    assert trying.times == 2


async def test_an_observer_that_is_gone_proves_nothing() -> None:
    trying, told = Trying(), asyncio.Event()
    trying.fails = True
    fresh = Fresh(trying, told.set)
    fresh.hear()
    await trying.asked.wait()
    await asyncio.sleep(0)
    assert not fresh.is_now
    assert not told.is_set()
    fresh.stop()


async def test_an_observer_that_was_too_slow_is_asked_again() -> None:
    trying, told = Trying(), asyncio.Event()
    trying.fails = True
    fresh = Fresh(trying, told.set)
    fresh.hear()
    await trying.asked.wait()
    trying.fails = False
    trying.tried.set()
    async with asyncio.timeout(5):
        await told.wait()
    assert fresh.is_now
