"""Visitors of a real server: each with a lab and a journal of their own; the labs end when visitors or server do."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar, WSMsgType

from tests.browser.serving import Serving
from tutor.journal import Journal

pytestmark = pytest.mark.alone

PATIENCE = 300.0
SEQUENCE = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
FRONT = "What Docker gives you"


class Visitor:
    """Somebody with a browser, of which there is no more here than its cookies and its websocket."""

    def __init__(self, session: ClientSession, browser: ClientWebSocketResponse) -> None:
        self.session, self.browser = session, browser
        self._seen = ""
        self._gone = False
        self._more = asyncio.Condition()
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def enter(cls, serving: Serving, session: ClientSession) -> Self:
        """Come in by the token, as a page does."""
        async with session.get(serving.address) as entering:
            assert entering.status == 200
        async with session.get(serving.root) as page:
            assert page.status == 200, await page.text()
        origin = serving.root.rstrip("/")
        return cls(session, await session.ws_connect(f"{serving.root}ws?width=120&height=40", origin=origin))

    async def sees(self, pattern: str) -> None:
        """Wait until the screen was sent something like that, since this was last asked."""
        async with asyncio.timeout(PATIENCE), self._more:
            await self._more.wait_for(lambda: re.search(pattern, self._seen) or self._gone)
            assert re.search(pattern, self._seen), f"no {pattern} in what was sent: {self._seen[-2000:]!r}"
            self._seen = ""

    async def types(self, keys: str) -> None:
        """Press keys."""
        await self.browser.send_json(["stdin", keys])

    async def opens_lesson(self) -> None:
        """Open the lesson that is offered, and have its lab."""
        await self.sees(FRONT)
        await self.types("\r")
        await self.sees("Next")

    async def closed(self) -> None:
        """Wait until the server has closed the websocket."""
        async with asyncio.timeout(PATIENCE):
            await self._reading

    async def _read(self) -> None:
        """Take what comes, as a browser does, or the server would think that nobody is there."""
        async for message in self.browser:
            async with self._more:
                if message.type is WSMsgType.BINARY:
                    self._seen += SEQUENCE.sub("", message.data.decode())
                self._more.notify_all()
        async with self._more:
            self._gone = True
            self._more.notify_all()


@asynccontextmanager
async def visiting(serving: Serving) -> AsyncIterator[Visitor]:
    """A new visitor, who is gone after this."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        yield await Visitor.enter(serving, session)


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    """A server for two visitors."""
    with Serving(tmp_path, labs=2) as server:
        yield server


async def labs(serving: Serving, number: int) -> set[str]:
    """The names of the labs, when there are so many."""
    return {str(lab["name"]) for lab in await asyncio.to_thread(serving.await_labs, number)}


async def test_each_visitor_has_a_lab_and_a_journal_and_one_too_many_is_told_so(serving: Serving) -> None:
    async with visiting(serving) as first:
        await first.opens_lesson()
        former = await labs(serving, 1)
        async with visiting(serving) as second:
            await second.opens_lesson()
            assert former < await labs(serving, 2)
            assert len(serving.journals) == 2
            async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as third:
                await third.get(serving.address)
                page = await third.get(serving.root)
                assert page.status == 503
                assert "All 2 labs of this server are in use." in await page.text()
                origin = serving.root.rstrip("/")
                refused = await third.get(f"{serving.root}ws", headers={"Origin": origin})
                assert refused.status == 503
        assert await labs(serving, 1) == former
        assert len(serving.journals) == 2
    await labs(serving, 0)


async def test_who_comes_back_goes_on_where_they_were(serving: Serving) -> None:
    async with visiting(serving) as first:
        await first.opens_lesson()
        await first.types("n")
        await first.sees("2 of 5")
        former = await labs(serving, 1)
        again = await Visitor.enter(serving, first.session)
        await asyncio.gather(first.closed(), again.opens_lesson())
        assert not former & await labs(serving, 1)
        (journal,) = serving.journals
        kept = Journal(journal)
        assert kept.place("what-docker-gives-you") == 1
        kept.close()


async def test_words_that_no_page_says_end_the_visit_and_nothing_else(serving: Serving) -> None:
    async with visiting(serving) as other:
        await other.opens_lesson()
        async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
            for nonsense in ("{", "[]", "{}", '["stdin"]', '["stdin", 5]', '["resize", {"width": 1}]'):
                visitor = await Visitor.enter(serving, session)
                await visitor.sees(FRONT)
                await visitor.browser.send_str(nonsense)
                await visitor.closed()
        await other.browser.send_json(["resize", {"width": 10**9, "height": "x"}])
        await other.sees("Tutor")
    assert not serving.said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
async def test_when_the_server_ends_all_labs_end(serving: Serving, number: signal.Signals) -> None:
    async with visiting(serving) as first, visiting(serving) as second:
        await asyncio.gather(first.opens_lesson(), second.opens_lesson())
        await labs(serving, 2)
        children = (
            Path(f"/proc/{serving.process.pid}/task/{serving.process.pid}/children").read_text().split()
        )
        assert len(children) == 2
        os.kill(serving.process.pid, number)
        await asyncio.gather(first.closed(), second.closed())
        await asyncio.to_thread(serving.process.wait, PATIENCE)
        await labs(serving, 0)
        async with asyncio.timeout(PATIENCE):
            while any(Path("/proc", child).exists() for child in children):
                await asyncio.sleep(0.1)
    assert not serving.said
    assert not [*serving.folder.rglob("fault-*")]
