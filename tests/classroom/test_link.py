"""Work over a connection ends when it is told to, though a library may not hear that at once."""

import asyncio

import pytest

from tests.classroom.conftest import PATIENCE
from tutor.classroom.link import together


async def answered(heard: list[str]) -> None:
    """Wait for answers as the library does: on Python 3.11 a cancellation at the moment of one is lost."""
    while True:
        answer = asyncio.Event()
        asyncio.get_running_loop().call_later(0.01, answer.set)
        await asyncio.wait_for(answer.wait(), PATIENCE)
        heard.append("answer")


async def deaf(heard: list[str]) -> None:
    """Lose the first cancellation, whatever Python does."""
    while True:
        try:
            await asyncio.sleep(PATIENCE)
        except asyncio.CancelledError:
            if heard:
                raise
            heard.append("lost")


@pytest.mark.parametrize("work", [answered, deaf])
async def test_work_ends_when_it_is_cancelled_even_if_that_is_lost_once(work: object) -> None:
    heard: list[str] = []
    task = asyncio.create_task(together(work(heard)))  # type: ignore[operator]
    await asyncio.sleep(0.02)
    task.cancel()
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_nothing_begins_after_a_cancellation_that_was_lost() -> None:
    begun: list[str] = []

    async def serve() -> None:
        await deaf_once()
        await together(work())

    async def deaf_once() -> None:
        try:
            await asyncio.sleep(PATIENCE)
        except asyncio.CancelledError:
            return

    async def work() -> None:
        begun.append("work")
        await asyncio.sleep(PATIENCE)

    task = asyncio.create_task(serve())
    await asyncio.sleep(0)
    task.cancel()
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(asyncio.CancelledError):
            await task
    assert not begun
