"""Who gets the next place, when there are fewer than are wanted."""

import asyncio

from tutor.verify.labs import Places


async def test_a_spare_place_is_one_that_nobody_else_waits_for() -> None:
    places, got = Places(1), []

    async def have(name: str, *, spare: bool) -> None:
        async with places.place(spare=spare):
            got.append(name)
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        for name in ("first", "helper", "other helper", "second", "third"):
            group.create_task(have(name, spare="helper" in name))
    assert got == ["first", "second", "third", "helper", "other helper"]


async def test_who_waits_no_more_is_not_waited_for() -> None:
    places = Places(1)
    async with places.place(spare=False):
        gone = asyncio.create_task(places.place(spare=False).__aenter__())
        await asyncio.sleep(0)
        helper = asyncio.create_task(places.place(spare=True).__aenter__())
        await asyncio.sleep(0)
    gone.cancel()
    await asyncio.wait_for(helper, 1)
