"""A class on this machine: the real mosquitto, on loopback, and whoever comes to it."""

import asyncio
import socket
import ssl
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tutor.classroom import broker, host
from tutor.classroom.board import Board
from tutor.classroom.member import join, member
from tutor.classroom.record import Record
from tutor.classroom.sender import Sender
from tutor.errors import ClassError
from tutor.journal import Journal

PATIENCE = 60.0
"""Seconds that something may take on a busy machine."""


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the user's is touched."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def free_port() -> int:
    """A port of loopback that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def until(condition: Callable[[], object]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.02)


@dataclass
class Room:
    """A class with its broker."""

    hosted: host.Hosted
    folder: Path
    broker: "subprocess.Popen[bytes] | None" = None
    said: list[str] = field(default_factory=list)
    """What learners heard."""

    def start(self) -> None:
        """Start the broker, and wait until it answers."""
        self.broker = host.start(self.hosted.name)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with suppress(OSError, ssl.SSLError):
                ssl.get_server_certificate(("127.0.0.1", self.hosted.port), timeout=5)
                return
            time.sleep(0.05)
        raise AssertionError("the broker does not answer")

    def kill(self) -> None:
        """The broker is gone, at once and without a word."""
        assert self.broker
        self.broker.kill()
        self.broker.wait()

    def journal(self, name: str) -> Journal:
        """The journal of somebody who has joined."""
        journal = Journal(self.folder / f"{name}.db")
        join(journal, str(self.hosted.join_address), name)
        return journal

    def record(self, name: str = "board") -> Record:
        """A record of the class."""
        return Record(self.folder / f"{name}-record.db")

    @asynccontextmanager
    async def sending(self, journal: Journal) -> AsyncIterator[Sender]:
        """Whoever has this journal is there."""
        found = member(journal)
        assert found
        sender = Sender(journal, found, self.said.append)
        async with running(sender.run()):
            yield sender

    @asynccontextmanager
    async def board(self, record: Record) -> AsyncIterator[Board]:
        """The instructor is there."""
        seen = Board(self.hosted.board_address, record)
        async with running(seen.run()):
            yield seen


@asynccontextmanager
async def running(work: object) -> AsyncIterator[None]:
    """Something goes on meanwhile; what goes wrong in it is not lost."""
    task = asyncio.ensure_future(work)  # type: ignore[call-overload]
    body = asyncio.current_task()
    assert body
    task.add_done_callback(lambda ended: None if ended.cancelled() else body.cancel())
    async with AsyncExitStack():
        try:
            yield
        finally:
            if task.done():
                task.result()
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    try:
        broker.find("mosquitto")
    except ClassError:
        pytest.fail("these tests need mosquitto: ./tutor.sh test installs it")
    made = Room(host.prepare("room-7", "127.0.0.1", free_port()), tmp_path)
    made.start()
    yield made
    if made.broker:
        made.broker.terminate()
        made.broker.wait()
