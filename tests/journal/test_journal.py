"""The journal keeps what happened, whatever becomes of the tutor."""

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tutor.errors import JournalError
from tutor.journal import Entry, Journal


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "state" / "journal.db")


def test_the_place_in_a_lesson_is_the_step_opened_last(journal: Journal) -> None:
    assert journal.place("veth") == 0
    for step in (0, 1, 2, 1):
        journal.note("veth", "opened", step)
    journal.note("bridge", "opened", 4)
    assert journal.place("veth") == 1


def test_a_finished_lesson_begins_anew(journal: Journal) -> None:
    journal.note("veth", "opened", 2)
    journal.note("veth", "finished", 2)
    assert journal.place("veth") == 0
    assert journal.finished() == {"veth"}


def test_the_latest_lesson(journal: Journal) -> None:
    assert journal.latest() is None
    journal.note("veth", "opened", 0)
    journal.note("bridge", "opened", 0)
    assert journal.latest() == "bridge"


def test_entries_come_back_as_they_went_in(journal: Journal) -> None:
    journal.note("veth", "answered", 1, given="网桥 ✔", right=False)
    (entry,) = journal.entries("veth")
    assert (entry.kind, entry.step, entry.data) == ("answered", 1, {"given": "网桥 ✔", "right": False})


def test_what_was_noted_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    script = f"""
import os, signal
from pathlib import Path
from tutor.journal import Entry, Journal
Journal(Path({str(path)!r})).note("veth", "opened", 3)
os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).parents[2], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert Journal(path).place("veth") == 3


def test_two_tutors_write_at_once(tmp_path: Path) -> None:
    first, second = Journal(tmp_path / "journal.db"), Journal(tmp_path / "journal.db")
    first.note("veth", "opened", 1)
    second.note("veth", "opened", 2)
    assert [entry.step for entry in first.entries()] == [1, 2]


def test_entries_that_mean_nothing_are_passed_over(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    journal.note("veth", "opened", 1)
    with sqlite3.connect(tmp_path / "journal.db") as database:
        for step, data in (("x", "{}"), (2, "not json"), (3, "[]")):
            database.execute(
                "INSERT INTO entry (at, lesson, kind, step, data) VALUES (0, 'veth', 'opened', ?, ?)",
                (step, data),
            )
    assert journal.place("veth") == 1


def test_a_file_that_is_no_journal_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "journal.db").write_text("this is not a database, whatever its name says" * 50)
    with pytest.raises(JournalError, match="cannot be used") as caught:
        Journal(tmp_path / "journal.db")
    assert "move it aside" in caught.value.advice


def test_a_journal_of_a_newer_tutor_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "journal.db") as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(JournalError, match="newer tutor"):
        Journal(tmp_path / "journal.db")


def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(JournalError, match="cannot be used"):
        Journal(tmp_path / "file" / "journal.db")


def test_a_journal_of_an_older_tutor_is_read_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with sqlite3.connect(path) as database:
        database.execute(
            "CREATE TABLE entry (id INTEGER PRIMARY KEY, at REAL NOT NULL, lesson TEXT NOT NULL,"
            " kind TEXT NOT NULL, step INTEGER NOT NULL, data TEXT NOT NULL)"
        )
        database.execute("CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
        database.execute("INSERT INTO entry VALUES (1, 5.0, 'veth', 'opened', 3, '{}')")
        database.execute("PRAGMA user_version = 1")
    journal = Journal(path)
    assert journal.place("veth") == 3
    journal.note("veth", "opened", 4)
    assert [entry.id for entry in journal.entries()] == [1, 2]
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (2,)
        assert database.execute("SELECT name FROM sqlite_master WHERE type = 'index'").fetchall()


def test_an_old_file_with_other_tables_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE entry (what TEXT)")
        database.execute("PRAGMA user_version = 1")
    with pytest.raises(JournalError, match="cannot be used"):
        Journal(path)
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (1,)


def test_entries_of_a_kind_after_a_number(journal: Journal) -> None:
    for kind in ("opened", "ran", "done", "ran"):
        journal.note("veth", kind, 0)
    assert [entry.id for entry in journal.entries(kinds=("ran", "done"), after=2)] == [3, 4]
    assert [entry.id for entry in journal.entries(kinds=("ran", "done"), after=1, limit=2)] == [2, 3]
    assert [entry.id for entry in journal.entries(after=3)] == [4]


def test_entries_go_in_together_or_not_at_all(journal: Journal) -> None:
    good = Entry(1.0, "veth", "opened", 0, {})
    bad = Entry(2.0, "veth", None, 0, {})  # type: ignore[arg-type]
    with pytest.raises(JournalError):
        journal.add([good, bad])
    assert not list(journal.entries())
    journal.add([good])
    assert len(list(journal.entries())) == 1
