"""Visitors of a real server: each with a lab and a journal of their own; the labs end when visitors or server do."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar

from tests.browser.serving import Serving
from tests.serve.visiting import PATIENCE, Visitor
from tutor.journal import Journal

pytestmark = pytest.mark.alone

FRONT = "What Docker gives you"


class Learner(Visitor):
    """A visitor of the course."""

    async def opens_lesson(self) -> None:
        """Open the lesson that is offered, and have its lab."""
        await self.sees(FRONT)
        await self.types("\r")
        await self.sees("Next")


@asynccontextmanager
async def visiting(serving: Serving) -> AsyncIterator[Learner]:
    """A new visitor, who is gone after this."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        yield await Learner.enter(serving, session)


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
        again = await Learner.enter(serving, first.session)
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
                visitor = await Learner.enter(serving, session)
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
