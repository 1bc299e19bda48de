"""The command line as a user meets it: help, versions, mistakes."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lesson.writing import FRONT, write
from tutor import __version__


def tutor(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does, from another folder than the checkout's."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "tutor", *arguments],
        cwd="/",
        env={**os.environ, "COLUMNS": "80", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def test_the_version() -> None:
    assert tutor("--version").stdout == f"tutor {__version__}\n"


@pytest.mark.parametrize("words", [("facts",), ("facts", "link")])
def test_a_reader_that_goes_early_is_no_trouble(words: tuple[str, ...]) -> None:
    unread, written = os.pipe()
    os.close(unread)
    command = [sys.executable, "-P", "-m", "tutor", *words]
    ended = subprocess.run(
        command, stdout=written, stderr=subprocess.PIPE, text=True, check=False, timeout=30
    )
    os.close(written)
    assert (ended.stderr, ended.returncode) == ("", 128 + signal.SIGPIPE)


@pytest.mark.parametrize(
    "verb",
    [
        (),
        ("play",),
        *((verb,) for verb in ("lint", "verify", "new", "preview", "diff", "journal")),
        ("state",),
        ("map",),
        ("lab",),
        ("doctor",),
        ("serve",),
        *(("lab", verb) for verb in ("up", "exec", "down")),
    ],
)
def test_every_verb_has_help_that_fits_a_terminal(verb: tuple[str, ...]) -> None:
    told = tutor(*verb, "--help")
    assert told.returncode == 0
    assert told.stdout.startswith("Usage: ")
    assert max(map(len, told.stdout.splitlines())) <= 80


def test_a_misspelt_lesson_gets_the_near_ones() -> None:
    told = tutor("play", "vet-pairs", "--auto")
    assert told.returncode == 2
    assert 'no one lesson called "vet-pairs"' in told.stderr
    assert "veth-pairs" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_lesson_that_cannot_run_has_an_exit_status_of_its_own(tmp_path: Path) -> None:
    front = FRONT.replace("---\n", "---\nneeds: [engine>=99]\n", 1)
    lesson = write(tmp_path, "## s\n```text already=yes claims\nx\n  link\n```\n", front=front)
    told = tutor("play", str(lesson), "--auto")
    assert (told.returncode, told.stdout) == (3, "")
    assert told.stderr.startswith(
        "tutor: cannot run here: this lesson needs engine>=99, and the engine here is "
    )
    assert "--engine-dir" in told.stderr
    event = json.loads(tutor("play", str(lesson), "--auto", "--json").stdout)
    assert event["event"] == "cannotrun"


def test_the_doctor_tells_people_and_programs() -> None:
    told = tutor("doctor", "--json")
    found = {finding["name"]: finding for finding in json.loads(told.stdout)}
    assert found["veth"]["standing"] in ("ready", "waiting")
    assert found["engine"]["detail"].startswith("Docker ")
    assert told.returncode == 0
    words = tutor("doctor").stdout
    assert all(name in words for name in found)


def test_an_unknown_fact_kind_gets_the_kinds() -> None:
    told = tutor("state", "--kind", "lnk")
    assert told.returncode == 2
    assert "the kinds are: address, command, conntrack" in told.stderr


def test_a_map_that_is_watched_is_text() -> None:
    told = tutor("map", "--watch", "--format", "svg")
    assert told.returncode == 2
    assert told.stderr == "tutor: --watch draws text, not svg\nleave out one of the two\n"


def test_without_a_lab_it_says_how_to_start_one(tmp_path: Path) -> None:
    told = tutor("lab", "exec", "--", "true", XDG_RUNTIME_DIR=str(tmp_path))
    assert told.returncode == 2
    assert told.stderr == "tutor: there is no lab\nstart one: tutor lab up\n"
    assert tutor("lab", "status", "--json", XDG_RUNTIME_DIR=str(tmp_path)).stdout == "[]\n"


def test_a_runtime_folder_that_others_may_write_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tutor").mkdir()
    (tmp_path / "tutor").chmod(0o777)
    told = tutor("lab", "status", XDG_RUNTIME_DIR=str(tmp_path))
    assert told.returncode == 2
    assert "is not yours alone" in told.stderr


def test_lint_tells_path_line_and_column(tmp_path: Path) -> None:
    lesson = tmp_path / "01-x.md"
    lesson.write_text(
        "---\ntitle: x\nsummary: y\nminutes: 3\n---\n## s\n```text already=yes claims\nso\n    lnk name=a\n```\n"
    )
    told = tutor("lint", str(lesson))
    assert told.returncode == 1
    assert told.stdout == f'{lesson}:9:5: there is no fact kind "lnk"; did you mean "link"?\n'


def test_nothing_is_broken_on_the_machine_itself_to_prove_a_lesson() -> None:
    done = tutor("verify", "1", "--where", "host")
    assert done.returncode == 2
    assert "tutor play LESSON --auto --where host" in done.stderr
