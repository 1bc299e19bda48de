"""``tutor journal`` as it is typed: on paper, signed, checked, and what is said where that cannot be."""

import json
from pathlib import Path

import pytest

from tests.cli.test_cli import tutor
from tutor.journal import Journal


@pytest.fixture
def home(tmp_path: Path) -> str:
    journal = Journal(tmp_path / "tutor" / "journal.db")
    journal.note("veth-pairs", "opened", 0)
    journal.note("veth-pairs", "ran", 0, command="docker ps", node="alpha", exit=0, changes=[])
    journal.note("the-bridge", "opened", 0)
    journal.close()
    return str(tmp_path)


def test_all_lessons_or_one_with_their_titles(home: str) -> None:
    both = tutor("journal", XDG_STATE_HOME=home, LANG="C.UTF-8").stdout
    assert "Veth pairs" in both
    assert "alpha$ docker ps" in both
    one = json.loads(tutor("journal", "veth-pairs", "--format", "json", XDG_STATE_HOME=home).stdout)
    assert [part["lesson"] for part in one["parts"]] == ["veth-pairs"]


def test_in_chinese(home: str) -> None:
    assert "学习记录" in tutor("journal", "--language", "zh", XDG_STATE_HOME=home).stdout


def test_signed_and_checked(home: str, tmp_path: Path) -> None:
    key, paper = str(tmp_path / "class.key"), tmp_path / "anna.html"
    assert tutor("journal", "--new-key", key, XDG_STATE_HOME=home).returncode == 0
    made = ("journal", "--format", "html", "--name", "Anna", "--sign", key, "--output", str(paper))
    assert tutor(*made, XDG_STATE_HOME=home).returncode == 0
    check = ("journal", "--check", str(paper), "--key", f"{key}.pub")
    assert tutor(*check, XDG_STATE_HOME=home).returncode == 0
    paper.write_text(paper.read_text().replace("docker ps", "docker run"))
    told = tutor(*check, XDG_STATE_HOME=home)
    assert (told.returncode, "NOT what was signed" in told.stdout) == (1, True)


def test_an_empty_journal_says_what_to_do(tmp_path: Path) -> None:
    told = tutor("journal", XDG_STATE_HOME=str(tmp_path))
    assert told.returncode == 2
    assert "nothing in your journal yet" in told.stderr
