"""The board in a browser: behind a token, without a password among anybody's arguments, and gone with its server."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from aiohttp import ClientSession, CookieJar

from tests.classroom.conftest import PATIENCE, Room, until
from tests.serve.visiting import Visitor
from tutor.journal import Journal


class Serving:
    """``tutor class board --serve`` on a free port of loopback."""

    def __init__(self, *options: str, **environment: str) -> None:
        argv = [sys.executable, "-P", "-m", "tutor", "class", "board", "--serve", "--port", "0"]
        self.process = subprocess.Popen(
            [*argv, "--language", "en", *options],
            env=dict(os.environ) | environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        self.address = self.process.stdout.readline().split()[-1]
        self.root = self.address.partition("?")[0]

    def children(self) -> list[str]:
        """Processes that it has started."""
        pid = self.process.pid
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()

    def end(self, number: int = signal.SIGTERM) -> None:
        """End it."""
        self.process.send_signal(number)
        self.process.wait(PATIENCE)
        if self.process.stdout:
            self.process.stdout.close()


@pytest.fixture
def serving(room: Room) -> Iterator[Serving]:  # noqa: ARG001 - its class is served
    """A server of the board of this machine's class."""
    server = Serving("--class", "room-7")
    yield server
    if server.process.returncode is None:
        server.end()


@asynccontextmanager
async def visiting(serving: Serving) -> AsyncIterator[Visitor]:
    """An instructor with a browser."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        yield await Visitor.enter(serving, session)


def work(journal: Journal) -> None:
    """Somebody opens a step."""
    journal.note("veth", "opened", 1, title="Veth pairs", steps=4)


async def test_two_browsers_follow_the_class_and_speak_to_it(room: Room, serving: Serving) -> None:
    anna = room.journal("Anna")
    work(anna)
    async with room.sending(anna), visiting(serving) as one, visiting(serving) as two:
        await asyncio.gather(one.sees("Anna +Veth pairs 2/4"), two.sees("Anna +Veth pairs 2/4"))
        assert len(serving.children()) == 2
        await one.types("m")
        await one.sees("Say to all, then")
        await one.types("break until ten\r")
        await until(lambda: room.said == ["break until ten"])
        room.kill()
        await two.sees("refused|Disconnected|disconnected")
        room.start()


async def test_tables_come_as_downloads(room: Room, serving: Serving) -> None:
    anna = room.journal("Anna")
    work(anna)
    async with room.sending(anna) as sender, visiting(serving) as visitor:
        await visitor.sees("Anna +Veth pairs 2/4")
        await until(lambda: sender.waiting == 0)
        await visitor.types("e")
        await until(lambda: visitor.downloads)
        archive = ZipFile(BytesIO(await visitor.fetch(visitor.downloads[0])))
    table, events = (archive.read(name).decode() for name in sorted(archive.namelist()))
    assert "Anna,veth,2,4" in table
    assert [event["kind"] for told in json.loads(events)["events"].values() for event in told] == ["opened"]


async def test_no_token_no_board(serving: Serving) -> None:
    async with ClientSession() as session:
        for path in ("", "ws", "?token=x"):
            async with session.get(serving.root + path) as answer:
                assert answer.status == 403


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
async def test_the_boards_end_with_their_server(room: Room, serving: Serving, number: int) -> None:
    async with room.sending(room.journal("Anna")), visiting(serving) as visitor:
        await visitor.sees("1 of 1")
        children = serving.children()
        assert children
        await asyncio.to_thread(serving.end, number)
        await until(lambda: not any(Path("/proc", child).exists() for child in children))


async def test_a_class_of_elsewhere_is_served_and_its_password_is_nobody_elses(
    room: Room, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    address = room.hosted.board_address
    serving = Serving(XDG_STATE_HOME=str(elsewhere), TUTOR_BOARD=str(address))
    try:
        async with room.sending(room.journal("Anna")), visiting(serving) as visitor:
            await visitor.sees("1 of 1")
            for pid in (*serving.children(), str(serving.process.pid)):
                assert address.password.encode() not in Path("/proc", pid, "cmdline").read_bytes()
    finally:
        serving.end()


def test_who_is_let_in_from_elsewhere_is_told_what_that_means(room: Room) -> None:  # noqa: ARG001 - its class
    argv = [sys.executable, "-P", "-m", "tutor", "class", "board", "--class", "room-7", "--serve"]
    told = subprocess.run([*argv, "--bind", "0.0.0.0"], capture_output=True, text=True, check=False)
    assert told.returncode == 2
    assert "can say something to all" in told.stderr
    assert "--expose" in told.stderr
