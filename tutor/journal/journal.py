"""The journal: a list of entries that only grows, each safe on disk before the learner sees its effect."""

import json
import secrets
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from platformdirs import user_state_path

from tutor.errors import JournalError

VERSION = 1
PATIENCE = 5.0
"""Seconds to wait for another tutor of the same user to finish writing."""
_TABLE = """
CREATE TABLE IF NOT EXISTS entry (
    id INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    lesson TEXT NOT NULL,
    kind TEXT NOT NULL,
    step INTEGER NOT NULL,
    data TEXT NOT NULL
)"""
_SETTINGS = "CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL)"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened in a lesson."""

    at: float
    """Seconds since 1970."""
    lesson: str
    """The lesson's slug."""
    kind: str
    """opened, done, answered, hinted, solved, seed, finished, …"""
    step: int
    """Number of the step, from 0."""
    data: dict[str, Any]
    """What else is to be said of it."""


class Journal:
    """The journal of one user; several tutors may write to it at once."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or user_state_path("tutor") / "journal.db"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._database = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.execute(_TABLE)
            self._database.execute(_SETTINGS)
            self._check_version()
        except (sqlite3.Error, OSError) as error:
            raise self._error(error) from error

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def note(self, lesson: str, kind: str, step: int, **data: object) -> None:
        """Add an entry; it is on disk when this returns."""
        values = (time.time(), lesson, kind, step, json.dumps(data, ensure_ascii=False))
        try:
            self._database.execute(
                "INSERT INTO entry (at, lesson, kind, step, data) VALUES (?, ?, ?, ?, ?)", values
            )
        except sqlite3.Error as error:
            raise self._error(error) from error

    def entries(self, lesson: str = "") -> Iterator[Entry]:
        """All entries, or those of one lesson, oldest first; unreadable ones are passed over."""
        try:
            rows = self._database.execute(
                "SELECT at, lesson, kind, step, data FROM entry WHERE ? IN ('', lesson) ORDER BY id",
                (lesson,),
            ).fetchall()
        except sqlite3.Error as error:
            raise self._error(error) from error
        for at, slug, kind, step, data in rows:
            try:
                told = json.loads(data)
            except (ValueError, TypeError):
                continue
            if isinstance(told, dict) and isinstance(step, int):
                yield Entry(at, slug, kind, step, told)

    def place(self, lesson: str) -> int:
        """The step where the learner was last in this lesson; 0 after it was finished, or never begun."""
        place = 0
        for entry in self.entries(lesson):
            if entry.kind == "opened":
                place = max(entry.step, 0)
            elif entry.kind == "finished":
                place = 0
        return place

    def latest(self) -> str | None:
        """Slug of the lesson that the learner was in last."""
        return max(self.entries(), key=lambda entry: entry.at, default=Entry(0, "", "", 0, {})).lesson or None

    def finished(self) -> frozenset[str]:
        """Slugs of the lessons that were finished at least once."""
        return frozenset(entry.lesson for entry in self.entries() if entry.kind == "finished")

    def seed(self, lesson: str, given: str = "") -> str:
        """The learner's seed, from which their own values grow: the one given, else the last one, else a new one."""
        last = [entry.data.get("seed") for entry in self.entries() if entry.kind == "seed"][-1:]
        kept = next((str(seed) for seed in last if seed), "")
        seed = given or kept or secrets.token_hex(4)
        if seed != kept:
            self.note(lesson, "seed", 0, seed=seed)
        return seed

    def setting(self, name: str, otherwise: str = "") -> str:
        """What the learner has chosen, like a theme or a language."""
        try:
            found = self._database.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        except sqlite3.Error as error:
            raise self._error(error) from error
        return str(found[0]) if found else otherwise

    def set(self, name: str, value: str) -> None:
        """Remember a choice."""
        try:
            self._database.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))
        except sqlite3.Error as error:
            raise self._error(error) from error

    def _check_version(self) -> None:
        (found,) = self._database.execute("PRAGMA user_version").fetchone()
        if found > VERSION:
            raise JournalError(
                f"{self.path} was written by a newer tutor",
                "use that one, or move the file aside to start anew",
            )
        self._database.execute(f"PRAGMA user_version = {VERSION}")

    def _error(self, error: Exception) -> JournalError:
        return JournalError(
            f"the journal {self.path} cannot be used: {error}",
            "free some room or mend its permissions; or move it aside to start a new one",
        )
