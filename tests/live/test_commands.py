"""Commands typed into real shells of a lab are heard, told apart, and what they did is known."""

import asyncio
import os
import pty
import signal
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import pytest

from tests.live.acting import claim, drain, playing, until
from tutor.observe.shells import Began, Ended
from tutor.session import Session
from tutor.session.events import Did, Event
from tutor.state import Row

Kind = TypeVar("Kind")

LESSON = """## Commands

```text claims
You have looked for your home
    command text~"^test -d /root$" exit=0
Three commands have failed
    count=3 command exit!=0
Something stands on two lines
    command text~"^echo two"
```

```bash solution
test -d /root
```

## Another

```text claims
You have looked for your home again
    command text~"^test" exit=0
```

```bash solution
test -d /root
```
"""


LATE = {"neighbour", "conntrack", "fdb", "link", "address", "route"}
"""Facts that the kernel changes by itself some time after a command."""
SILENT = "net.ipv4.icmp_echo_ignore_all"
"""A sysctl whose change the kernel does not tell of."""


class Terminal:
    """A shell of the lab in a terminal of its own, and fingers to type with."""

    def __init__(self, session: Session) -> None:
        argv, environment = session.shell()
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # tests that run in the background ignore it
            os.execvpe(argv[0], argv, {**environment, "TERM": "xterm"})
        self.seen = b""
        asyncio.get_running_loop().add_reader(self.descriptor, self._read)

    def type(self, text: str) -> None:
        """Type this; a newline is the key Enter."""
        os.write(self.descriptor, text.replace("\n", "\r").encode())

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something to be seen."""
        async with asyncio.timeout(30):
            while not condition():
                await asyncio.sleep(0.01)

    def close(self) -> None:
        """Close the window."""
        asyncio.get_running_loop().remove_reader(self.descriptor)
        os.close(self.descriptor)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)

    def _read(self) -> None:
        with suppress(OSError):
            self.seen += os.read(self.descriptor, 65536)


class Heard:
    """Events of a session as they come."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.events: list[Event] = []

    async def interrupted(self, terminal: "Terminal") -> Ended:
        """The first end of a command, brought about by Ctrl-C; the command may not have quite begun."""
        async with asyncio.timeout(20):
            while True:
                terminal.type("\x03")
                await asyncio.sleep(0.3)
                self.events += drain(self.session)
                for event in self.events:
                    if isinstance(event, Ended):
                        return event

    async def until(self, number: int, kind: type[Kind]) -> list[Kind]:
        """The first so many events of a kind."""
        found: list[Kind] = []
        async with asyncio.timeout(30):
            while len(found) < number:
                self.events += drain(self.session)
                found = [event for event in self.events if isinstance(event, kind)]
                await asyncio.sleep(0.01)
        return found


@pytest.fixture
async def session(own_folders: Path) -> AsyncIterator[Session]:
    async with playing(own_folders, LESSON) as played:
        played.open(0)
        drain(played)
        yield played


@pytest.fixture
async def terminal(session: Session) -> AsyncIterator[Terminal]:
    made = Terminal(session)
    yield made
    made.close()


async def test_each_command_is_heard_as_it_was_typed(session: Session, terminal: Terminal) -> None:
    typed = ["true", "false", "echo 'it''s' \"网桥\" $?", "(cd /; exit 3)", "clear", "sleep 0 &", "true"]
    heard = Heard(session)
    for number, text in enumerate(typed, 1):
        terminal.type(f"{text}\n")
        await heard.until(number, Ended)
    ends = [event for event in heard.events if isinstance(event, Ended)]
    assert [event.command for event in ends] == typed
    assert [event.exit for event in ends] == [0, 1, 0, 3, 0, 0, 0]
    assert [event.command for event in heard.events if isinstance(event, Began)] == typed
    assert "its 网桥 1".encode() in terminal.seen
    assert b"__tutor" not in terminal.seen


async def test_interrupts_empty_lines_and_many_lines(session: Session, terminal: Terminal) -> None:
    heard = Heard(session)
    terminal.type("\n\nsleep 60\n")
    await heard.until(1, Began)
    slept = await heard.interrupted(terminal)
    assert slept == Ended("sleep 60", slept.shell, "alpha", 130, slept.seconds)
    terminal.type("abandoned")
    await terminal.until(lambda: terminal.seen.endswith(b"abandoned"))
    terminal.type("\x03")
    await terminal.until(lambda: terminal.seen.endswith(b"# "))
    terminal.type("for i in 1 2\ndo echo $i\ndone\n")
    terminal.type("\x1b[200~false\necho c\x1b[201~\n")
    ends = await heard.until(4, Ended)
    assert [(end.command, end.exit) for end in ends[1:]] == [
        ("for i in 1 2; do echo $i; done", 0),
        ("false", 1),
        ("echo c", 0),
    ]


async def test_a_shell_within_a_shell_is_heard_and_so_is_its_end(
    session: Session, terminal: Terminal
) -> None:
    heard = Heard(session)
    terminal.type("cd /tmp; bash\n")
    await heard.until(1, Began)
    await terminal.until(lambda: terminal.seen.count(b"# ") > 1)
    terminal.type("test $PWD = /tmp\nexit 3\n")
    ends = await heard.until(3, Ended)
    assert [(end.command, end.exit) for end in ends] == [
        ("test $PWD = /tmp", 0),
        ("exit 3", 3),
        ("cd /tmp; bash", 3),
    ]


async def test_history_and_exit_status_are_left_alone(session: Session, terminal: Terminal) -> None:
    heard = Heard(session)
    terminal.type("false\necho status $? $_; set -eu\nhistory | cat -A\n")
    await heard.until(3, Ended)
    assert b"status 1" in terminal.seen
    assert b"    1  false$\r\n    2  echo status $? $_; set -eu$\r\n    3  history | cat -A$" in terminal.seen


async def test_claims_ask_what_was_run_in_this_step_in_any_shell(
    session: Session, terminal: Terminal
) -> None:
    second = Terminal(session)
    second.type("false\n(exit 4)\nnonsense-of-mine\n")
    terminal.type("test -d /root\n")
    await until(session, lambda: session.holds(claim(session, "You have looked for your home")))
    await until(session, lambda: session.holds(claim(session, "Three commands have failed")))
    terminal.type("echo one\necho two\n")
    await until(session, lambda: session.step_done)
    session.open(1)
    assert not session.step_done
    await session.play()
    await until(session, lambda: session.step_done)
    second.close()


async def test_what_a_command_did_is_told_when_it_is_quiet(session: Session, terminal: Terminal) -> None:
    heard = Heard(session)
    terminal.type("ip link add left type veth peer name right\n")
    (made,) = await heard.until(1, Did)
    terminal.type("true\nip link set left up; ip link del left\n")
    _, nothing, gone = await heard.until(3, Did)
    assert made.command.startswith("ip link add")
    assert {row.text("name") for row in made.change.gained if row.fact() == "link"} == {"left", "right"}
    assert not made.change.lost
    assert not nothing.change
    assert {row.text("name") for row in gone.change.lost if row.fact() == "link"} == {"left", "right"}


async def test_what_pasted_commands_did_is_told_apart(session: Session, terminal: Terminal) -> None:
    heard = Heard(session)
    run = "docker run -d --name web --network shop -p 8080:80 tutor/box sleep 1h"
    terminal.type(f"docker network create shop\n{run}\ndocker exec web ip addr\ndocker rm -f web\n")
    made, ran, looked, removed = await heard.until(4, Did)
    assert {row.text("name") for row in made.change.gained if row.fact() == "network"} == {"shop"}
    kinds = {row.fact() for row in ran.change.gained}
    assert kinds >= {"container", "endpoint", "namespace", "link", "address", "nat", "listener"}
    assert [
        row.text("state") for row in ran.change.gained - ran.change.lost if row.fact() == "container"
    ] == ["running"]
    # A bridge is up a moment later than what made it so, and then has a link-local address.
    assert {row.fact() for row in looked.change.gained | looked.change.lost} <= LATE
    assert _names(looked.change.gained) == _names(looked.change.lost)
    assert {row.fact() for row in removed.change.lost} >= {"container", "endpoint", "namespace", "nat"}


async def test_what_no_event_tells_of_is_told_apart(session: Session, terminal: Terminal) -> None:
    heard = Heard(session)
    file = f"/proc/sys/{SILENT.replace('.', '/')}"
    rounds = 20
    for port in range(7001, 7001 + rounds):  # whose the new socket is takes a while to find out
        terminal.type(f"busybox nc -lp {port} & sleep 0.1\necho 1 >{file}\necho 0 >{file}\n")
    told = await heard.until(3 * rounds, Did)
    assert [_values(did.change.gained) for did in told] == [set(), {"1"}, {"0"}] * rounds
    assert [_values(did.change.lost) for did in told] == [set(), {"0"}, {"1"}] * rounds


async def test_commands_that_follow_at_once_are_told_apart(session: Session, terminal: Terminal) -> None:
    heard = Heard(session)
    words = [
        f"ip link {rest}"
        for rest in ("add left type veth peer name right", "set left up", "set right up", "del left")
    ]
    terminal.type("\n".join(["true", *words, "true", ""]))
    told = await heard.until(6, Did)
    assert [did.command for did in told] == ["true", *words, "true"]
    came = [_names(did.change.gained) for did in told]
    assert came[:3] == [set(), {"left", "right"}, {"left"}]
    assert [_names(did.change.lost) for did in told[4:]] == [{"left", "right"}, set()]
    ups = [
        {row.text("name") for row in did.change.gained if row.fact() == "link" and row.text("up") == "yes"}
        for did in told
    ]
    assert ups[1:3] == [set(), {"left"}]
    assert ups[3] >= {"right"}


def _names(rows: Iterable[Row]) -> set[str | None]:
    """Names of the links among these rows."""
    return {row.text("name") for row in rows if row.fact() == "link"}


def _values(rows: Iterable[Row]) -> set[str | None]:
    """Values of the one sysctl among these rows."""
    return {row.text("value") for row in rows if row.fact() == "sysctl" and row.text("name") == SILENT}
