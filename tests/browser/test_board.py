"""The board of a class in a browser: who is where is read off it, and what is said there is heard."""

import asyncio

from selenium.webdriver.common.keys import Keys

from tests.browser.chromium import Chromium
from tests.classroom.conftest import Room, own_state, room, until  # noqa: F401 - fixtures
from tests.classroom.test_serving import Serving, serving, work  # noqa: F401 - a fixture


async def test_the_board_follows_the_class_and_speaks_to_it(
    room: Room,  # noqa: F811 - the fixture
    serving: Serving,  # noqa: F811 - the fixture
    chromium: Chromium,
) -> None:
    anna = room.journal("Anna")
    async with room.sending(anna):
        await asyncio.to_thread(chromium.open, serving.address)
        await asyncio.to_thread(chromium.await_screen, "Anna")
        work(anna)
        await asyncio.to_thread(chromium.await_screen, "Anna +Veth pairs 2/4")
        chromium.press("m")
        await asyncio.to_thread(chromium.await_screen, "Say to all, then")
        chromium.press(f"break until ten{Keys.ENTER}")
        await until(lambda: any("break until ten" in words for words in room.said))
    await asyncio.to_thread(chromium.await_screen, "Anna.*not here")
    assert not chromium.complaints()
