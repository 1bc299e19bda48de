"""How a board bears a large class: so many learners on one machine, a broker that restarts, cables that are cut.

    .venv/bin/python benchmarks/class.py [LEARNERS [EVENTS]]

Each learner has a journal and a sender of their own, over TLS, all in a process of its own. Told are the
time from a journal's entry to the board's roster, the board's share of a processor, and whether every
event is in the record exactly once.
"""

import asyncio
import os
import random
import resource
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from tutor.classroom import host
from tutor.classroom.address import read_address
from tutor.classroom.board import Board
from tutor.classroom.member import join
from tutor.classroom.message import Event, State
from tutor.classroom.record import Record
from tutor.classroom.roster import Roster
from tutor.classroom.sender import Sender
from tutor.journal import Journal
from tutor.tui import board as screen

LEARNERS, EVENTS = 500, 20
PAUSE = 10.0
"""Seconds between two events of a learner, on average: a busy class."""
PATIENCE = 900.0


class Watching(Board):
    """A board that measures how old events are when they come."""

    ages: list[float]

    def take(self, topic: str, payload: object) -> None:
        """Take a message, and see how old what it says is."""
        super().take(topic, payload)
        if topic.endswith("/event") and (event := Event.decode(payload)):
            self.ages.append(time.time() - event.at)


async def learners(address: str, folder: Path, count: int, events: int) -> None:
    """A whole class in one process: each works at a pace of their own."""
    async with asyncio.TaskGroup() as group:
        for number in range(count):
            journal = Journal(folder / f"{number}.db")
            member = join(journal, address, f"Learner {number}")
            group.create_task(Sender(journal, member, lambda _words: None).run())
            group.create_task(work(journal, events))
            await asyncio.sleep(0.01)
        print("all are there", flush=True)


async def work(journal: Journal, events: int) -> None:
    """Open a step, answer, go on."""
    for number in range(events):
        await asyncio.sleep(random.uniform(0, 2 * PAUSE))
        kind = ("opened", "ran", "answered", "done")[number % 4]
        journal.note("veth", kind, number // 4, title="Veth pairs", steps=5, right=True, exit=0)


async def relay(port: int, target: int) -> tuple[asyncio.Server, set[asyncio.StreamWriter]]:
    """A cable between learners and broker that can be cut."""
    ends: set[asyncio.StreamWriter] = set()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    async def plug(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", target)
        except OSError:
            writer.close()
            return
        both = {writer, far_writer}
        ends.update(both)
        await asyncio.gather(carry(reader, far_writer), carry(far_reader, writer))
        ends.difference_update(both)

    return await asyncio.start_server(plug, "127.0.0.1", port, backlog=1000), ends


def free_port() -> int:
    """A port of loopback that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def running(work: Awaitable[None]) -> AsyncIterator[None]:
    """Something goes on meanwhile."""
    task = asyncio.ensure_future(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def until(condition: Callable[[], object]) -> float:
    """Wait until something is so; for how many seconds."""
    began = time.monotonic()
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.1)
    return time.monotonic() - began


def age(ages: list[float]) -> str:
    """Latencies in words."""
    if len(ages) < 2:
        return "no event"
    cuts = statistics.quantiles(ages, n=100)
    return f"{len(ages)} events, seen after {cuts[49]:.2f} s (median), {cuts[98]:.2f} s (99 of 100), {max(ages):.2f} s (at most)"


async def measure(folder: Path, count: int, events: int) -> None:
    """Bring the class up, disturb it twice, count."""
    cable, broker_port = free_port(), free_port()
    hosted = host.prepare("bench", "127.0.0.1", broker_port)
    broker = host.start("bench")
    server, ends = await relay(cable, broker_port)
    record, roster = Record(folder / "board.db"), Roster()
    board = Watching(hosted.board_address, record, roster)
    board.ages = []
    address = str(hosted.join_address).replace(f":{broker_port}/", f":{cable}/")
    (folder / "learners").mkdir()
    argv = [sys.executable, __file__, "learners", address, str(folder / "learners"), str(count), str(events)]
    crowd = subprocess.Popen(argv)
    try:
        async with running(board.run()):
            print(f"{await until(lambda: online(roster) == count):.1f} s until all {count} are there")
            await phase("calm", board, PAUSE * 3)
            broker.kill()
            broker.wait()
            await asyncio.sleep(3)
            broker = host.start("bench")
            print(f"broker killed, down for 3 s: all are back {await back(board, roster, count):.1f} s later")
            await phase("after it", board, PAUSE * 2)
            for end in list(ends):
                end.transport.abort()
            print(f"every learner's cable cut: all are back {await back(board, roster, count):.1f} s later")
            await phase("after it", board, PAUSE * 2)
            await until(lambda: sum(record.kept.values()) == count * events)
    finally:
        crowd.send_signal(signal.SIGKILL)
        crowd.wait()
        broker.terminate()
        broker.wait()
        server.close()
    check(record, count, events)


async def back(board: Board, roster: Roster, count: int) -> float:
    """Seconds until the board and every learner are connected, and have said so."""
    for one in board.roster.learners.values():
        one.online = False
    return await until(lambda: not board.trouble and online(roster) == count)


def online(roster: Roster) -> int:
    """How many are there."""
    return sum(one.online for one in roster.learners.values())


async def phase(name: str, board: Watching, seconds: float) -> None:
    """Watch for some time; what the board took of a processor meanwhile."""
    board.ages = []
    began, used = time.monotonic(), cpu()
    await asyncio.sleep(seconds)
    share = (cpu() - used) / (time.monotonic() - began)
    print(f"{name}: {age(board.ages)}; board and cable {share:.0%} of one processor", flush=True)


def cpu() -> float:
    """Seconds of processor time that this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def draw(folder: Path, count: int) -> None:
    """How long the screen takes for one drawing, while everybody does something."""
    record = Record(folder / "screen.db")
    board = Watching(read_address("mqtt://board:x@127.0.0.1:9/bench"), record)
    screen.DRAW, screen.SORT = 3600.0, 0.0  # drawn only when it is measured, and then sorted, too
    app = screen.BoardApp(board, record, "bench")
    took = []
    async with app.run_test(size=(120, 40)) as pilot:
        for turn in range(10):
            for number in range(count):
                learner, now = f"{number:016x}", time.time()
                state = State(
                    turn, f"Learner {number}", "veth", "Veth pairs", turn % 5, 5, now, now, number % 6
                )
                board.roster.take_state(learner, state)
                board.roster.take_online(learner, online=True)
            await pilot.pause()
            began = time.perf_counter()
            app.draw()
            took.append(time.perf_counter() - began)
    median, most = statistics.median(took) * 1000, max(took) * 1000
    print(
        f"the screen, {count} rows that all change: drawn in {median:.0f} ms (median), {most:.0f} ms (at most)"
    )


def check(record: Record, count: int, events: int) -> None:
    """Every event once, in its order."""
    found: dict[str, list[int]] = {}
    for learner, event in record.events():
        found.setdefault(learner, []).append(event.number)
    right = len(found) == count and all(numbers == list(range(1, events + 1)) for numbers in found.values())
    print(f"{sum(map(len, found.values()))} of {count * events} events, each once: {right}")
    sys.exit(not right)


def main() -> None:
    """Be the learners, or measure."""
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    if sys.argv[1:2] == ["learners"]:
        address, place, *numbers = sys.argv[2:]
        assert read_address(address)
        asyncio.run(learners(address, Path(place), *map(int, numbers)))
        return
    count, events = [*map(int, sys.argv[1:]), *(LEARNERS, EVENTS)[len(sys.argv) - 1 :]]
    with tempfile.TemporaryDirectory(prefix="tutor-class-") as folder:
        os.environ["XDG_STATE_HOME"] = folder
        asyncio.run(draw(Path(folder), count))
        asyncio.run(measure(Path(folder), count, events))


if __name__ == "__main__":
    main()
