"""The verbs of ``tutor lab``, as they are typed."""

import json
import os
import pty
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
TUTOR = (sys.executable, "-P", "-c", "from tutor.cli import main; main()")


def tutor(*words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    return subprocess.run(
        [*TUTOR, "lab", *words], env=environment, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def up(own_folders: Path) -> Iterator[str]:
    """A lab of two nodes and outside that somebody typed."""
    assert own_folders
    told = tutor("up", "typed", "--nodes", "2", "--outside")
    assert told.returncode == 0, told.stderr
    yield told.stdout
    tutor("down", "typed")


def test_a_lab_from_its_first_word_to_its_last(up: str) -> None:
    assert up.startswith("lab typed is up: Docker ")
    (lab,) = json.loads(tutor("status", "--json").stdout)
    assert [(node["name"], bool(node["engine"])) for node in lab["nodes"]] == [
        ("alpha", True),
        ("beta", True),
        ("outside", False),
    ]
    assert all(0 < node["seconds"] <= lab["seconds"] for node in lab["nodes"])
    lines = tutor("status").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["typed", "alpha", "beta", "outside"]
    assert tutor("exec", "--node", "beta", "--", "hostname").stdout == "beta\n"
    assert tutor("exec", "--", "hostname").stdout == "alpha\n"
    assert [line.split()[0] for line in tutor("swarm").stdout.splitlines()] == ["alpha", "beta"]
    assert "node beta of lab typed is new" in tutor("reset", "typed", "--node", "beta").stdout
    assert tutor("down").stdout == "lab typed is gone\n"


@pytest.mark.parametrize("name", ["../typed", "/tmp/typed", "a b"])
def test_a_name_that_leads_elsewhere_is_refused(own_folders: Path, name: str) -> None:
    refused = tutor("up", name)
    assert refused.returncode == 2
    assert "cannot be called" in refused.stderr
    assert not list((own_folders / "XDG_RUNTIME_DIR").glob("*/*"))


def test_a_shell_whose_node_is_made_anew_gives_the_terminal_back(up: str) -> None:
    assert up
    ours, theirs = pty.openpty()
    before = termios.tcgetattr(theirs)
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    shell = subprocess.Popen(
        [*TUTOR, "lab", "shell", "beta"], env=environment, stdin=theirs, stdout=theirs, stderr=theirs
    )
    while b"beta" not in os.read(ours, 4096):
        pass
    assert termios.tcgetattr(theirs) != before, "the shell reads keys one by one"
    assert tutor("reset", "--node", "beta").returncode == 0
    told = b""
    while b"this shell with it" not in told:
        told += os.read(ours, 4096)
    assert shell.wait(10) == 128 + signal.SIGKILL
    assert termios.tcgetattr(theirs) == before
    os.close(ours)
    os.close(theirs)
