"""The journal: a list of entries that only grows, each safe on disk before the learner sees its effect."""

import json
import secrets
import sqlite3
import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import starmap
from pathlib import Path
from typing import Any

from platformdirs import user_state_path

from tutor.errors import JournalError
from tutor.journal.schema import VERSION, migrate
from tutor.language import _

PATIENCE = 5.0
"""Seconds to wait for another tutor of the same user to finish writing."""
LARGEST = 1_000_000
"""Characters of one entry's data; what is longer was not written by a tutor."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened in a lesson."""

    at: float
    """Seconds since 1970."""
    lesson: str
    """The lesson's slug."""
    kind: str
    """opened, ran, turned, broken, answered, hinted, solved, map, done, finished, seed, …"""
    step: int
    """Number of the step, from 0."""
    data: dict[str, Any]
    """What else is to be said of it."""
    id: int = 0
    """Its number in the file; later entries have larger ones."""


class Journal:
    """The journal of one user; several tutors may write to it at once."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or user_state_path("tutor") / "journal.db"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._database = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)
            self._database.execute("PRAGMA journal_mode=WAL")
            self._check(migrate(self._database))
        except (sqlite3.Error, OSError) as error:
            raise self._error(error) from error

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def note(self, lesson: str, kind: str, step: int, **data: object) -> None:
        """Add an entry; it is on disk when this returns."""
        self.add([Entry(time.time(), lesson, kind, step, data)])

    def add(self, entries: Iterable[Entry]) -> None:
        """Add entries, all or none; they are on disk when this returns."""
        rows = [
            (entry.at, entry.lesson, entry.kind, entry.step, json.dumps(entry.data, ensure_ascii=False))
            for entry in entries
        ]
        try:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                self._database.executemany(
                    "INSERT INTO entry (at, lesson, kind, step, data) VALUES (?, ?, ?, ?, ?)", rows
                )
                self._database.execute("COMMIT")
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise self._error(error) from error

    def entries(
        self, lesson: str = "", kinds: Collection[str] = (), *, after: int = 0, limit: int = -1
    ) -> Iterator[Entry]:
        """All entries, or those of one lesson, of these kinds, after one of this id; oldest first.

        Unreadable ones are passed over, but count where there is a limit.
        """
        marks = ", ".join("?" * len(kinds))
        of_kinds = f"AND kind IN ({marks})" if kinds else ""
        query = (
            "SELECT id, at, lesson, kind, step, data FROM entry"  # noqa: S608 - only question marks are put in
            f" WHERE id > ? AND ? IN ('', lesson) {of_kinds} ORDER BY id LIMIT ?"
        )
        try:
            rows = self._database.execute(query, (after, lesson, *kinds, limit)).fetchall()
        except sqlite3.Error as error:
            raise self._error(error) from error
        return filter(None, starmap(_entry, rows))

    def last(self) -> int:
        """Number of the last entry; 0 where there is none."""
        try:
            return int(self._database.execute("SELECT coalesce(max(id), 0) FROM entry").fetchone()[0])
        except sqlite3.Error as error:
            raise self._error(error) from error

    def place(self, lesson: str) -> int:
        """The step where the learner was last in this lesson; 0 after it was finished, or never begun."""
        place = 0
        for entry in self.entries(lesson, ("opened", "finished")):
            place = max(entry.step, 0) if entry.kind == "opened" else 0
        return place

    def latest(self) -> str | None:
        """Slug of the lesson that the learner was in last."""
        opened = self.entries(kinds=("opened", "finished"))
        return max(opened, key=lambda entry: entry.at, default=Entry(0, "", "", 0, {})).lesson or None

    def finished(self) -> frozenset[str]:
        """Slugs of the lessons that were finished at least once."""
        return frozenset(entry.lesson for entry in self.entries(kinds=("finished",)))

    def seed(self, lesson: str, given: str = "") -> str:
        """The learner's seed, from which their own values grow: the one given, else the last one, else a new one."""
        last = [entry.data.get("seed") for entry in self.entries(kinds=("seed",))][-1:]
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

    def _check(self, version: int) -> None:
        if version > VERSION:
            raise JournalError(
                _("{path} was written by a newer tutor", path=self.path),
                _("use that one, or move the file aside to start anew"),
            )

    def _error(self, error: Exception) -> JournalError:
        return JournalError(
            _("the journal {path} cannot be used: {reason}", path=self.path, reason=error),
            _("free some room or mend its permissions; or move it aside to start a new one"),
        )


def _entry(id_: object, at: object, lesson: object, kind: object, step: object, data: object) -> Entry | None:
    """A row as an entry, where it says what one says: the file may be anybody's."""
    if not (
        isinstance(id_, int) and isinstance(step, int) and isinstance(data, str) and len(data) <= LARGEST
    ):
        return None
    if not (isinstance(at, int | float) and isinstance(lesson, str) and isinstance(kind, str)):
        return None
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return Entry(float(at), lesson, kind, step, told, id_) if isinstance(told, dict) else None
