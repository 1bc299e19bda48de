"""``tutor class`` as it is typed: host, join, a learner's tutor that sends beside its work, the board's tables."""

import csv
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.classroom.conftest import PATIENCE, free_port
from tests.cli.test_cli import tutor
from tutor.classroom.background import Background
from tutor.journal import Journal


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return str(tmp_path)


@pytest.fixture
def hosting(home: str) -> "Iterator[subprocess.Popen[str]]":
    """A class that is hosted until the end of the test."""
    argv = [
        sys.executable,
        "-P",
        "-m",
        "tutor",
        "class",
        "host",
        "--class",
        "room-7",
        "--address",
        "127.0.0.1",
    ]
    hosting = subprocess.Popen(
        [*argv, "--port", str(free_port())],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "XDG_STATE_HOME": home},
    )
    yield hosting
    hosting.kill()
    hosting.wait()


@pytest.fixture
def line(hosting: "subprocess.Popen[str]") -> Iterator[str]:
    """The address that the host prints; at the end it ends in good order."""
    yield read_line(hosting)
    hosting.send_signal(signal.SIGINT)
    assert hosting.wait(PATIENCE) == 0


def read_line(hosting: "subprocess.Popen[str]") -> str:
    assert hosting.stdout
    found = re.search(r"'(mqtts://.*)'", hosting.stdout.readline())
    assert found
    return found[1]


def table(path: Path) -> list[dict[str, str]]:
    """What the board knows now."""
    told = tutor("class", "board", "--class", "room-7", "--csv", str(path), "--seconds", "4")
    assert told.returncode == 0, told.stderr
    with path.open() as file:
        return list(csv.DictReader(file))


def test_from_a_line_to_a_row_of_the_board(line: str, tmp_path: Path) -> None:
    joined = tutor("class", "join", line, "--name", "Anna")
    assert joined.returncode == 0, joined.stderr
    assert "Never sent" in joined.stdout
    assert "not there now" not in joined.stdout
    path = tmp_path / "tutor" / "journal.db"
    with Background(path, print):
        journal = Journal(path)
        journal.note("veth-pairs", "opened", 2, title="Veth pairs", steps=5)
        assert tutor("class", "hand").stdout == "your hand is up\n"
        end = time.monotonic() + PATIENCE
        while not (rows := table(tmp_path / "now.csv")) and time.monotonic() < end:
            pass
    (row,) = rows
    assert (row["name"], row["lesson"], row["step"], row["steps"]) == ("Anna", "veth-pairs", "3", "5")
    assert (row["hand"], row["online"], row["events"]) == ("True", "True", "2")
    assert table(tmp_path / "later.csv")[0]["online"] == "False"


def test_of_two_tutors_of_a_learner_one_sends(line: str, tmp_path: Path) -> None:
    assert tutor("class", "join", line, "--name", "Anna").returncode == 0
    path = tmp_path / "tutor" / "journal.db"
    with Background(path, print) as one, Background(path, print) as two:
        table(tmp_path / "now.csv")
        assert [one.trouble, two.trouble].count(None) == 1


@pytest.mark.usefixtures("home")
def test_a_class_that_is_not_there_is_joined_all_the_same() -> None:
    url = f"mqtts://learner:x@127.0.0.1:{free_port()}/room#sha256={'A' * 43}"
    told = tutor("class", "join", url, "--name", "Anna")
    assert told.returncode == 0
    assert "not there now" in told.stdout
    assert "in no class" in tutor("class", "leave").stdout
    assert tutor("class", "hand").returncode == 2


@pytest.mark.usefixtures("home")
def test_what_is_wrong_is_told_with_what_to_do() -> None:
    wrong = tutor("class", "join", "http://x", "--name", "Anna")
    assert (wrong.returncode, "it looks like this" in wrong.stderr) == (2, True)
    board = tutor("class", "board", "--class", "gone", "--csv", "/tmp/x")
    assert (board.returncode, "tutor class host --class gone" in board.stderr) == (2, True)


def test_a_port_that_is_taken_is_told(line: str) -> None:
    port = line.rpartition("/")[0].rpartition(":")[2]
    told = tutor("class", "host", "--class", "other", "--address", "127.0.0.1", "--port", port)
    assert told.returncode == 2
    assert "is the port taken?" in told.stderr


def test_a_broker_ends_with_its_host_though_that_is_killed(hosting: "subprocess.Popen[str]") -> None:
    port = int(read_line(hosting).rpartition(":")[2].partition("/")[0])
    _wait_until(lambda: _answers(port))
    hosting.kill()
    _wait_until(lambda: not _answers(port))


def _wait_until(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), PATIENCE).close()
    except ConnectionError:
        return False
    return True
