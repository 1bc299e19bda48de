"""Every event of the class, once: a small SQLite file on the instructor's machine."""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from tutor.classroom.message import Event
from tutor.errors import ClassError
from tutor.language import _

_TABLE = """
CREATE TABLE IF NOT EXISTS event (
    learner TEXT NOT NULL,
    number INTEGER NOT NULL,
    at REAL NOT NULL,
    lesson TEXT NOT NULL,
    kind TEXT NOT NULL,
    step INTEGER NOT NULL,
    right INTEGER NOT NULL,
    command TEXT NOT NULL,
    PRIMARY KEY (learner, number)
) WITHOUT ROWID"""


class Record:
    """Events by learner and number, without a gap: the next one is taken, and no other."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.execute(_TABLE)
            rows = self._database.execute(
                "SELECT learner, max(number) FROM event GROUP BY learner"
            ).fetchall()
        except (sqlite3.Error, OSError) as error:
            raise self._error(error) from error
        self.kept: dict[str, int] = dict(rows)
        """Number of the last event of each learner."""

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def add(self, events: Iterable[tuple[str, Event]]) -> set[str]:
        """Keep what follows what is there; on disk when this returns. Learners who have left a gap.

        What is there already is passed over; what comes after a gap will come again.
        """
        gaps: set[str] = set()
        kept = dict(self.kept)
        rows = []
        for learner, event in events:
            last = kept.get(learner, 0)
            if event.number > last + 1:
                gaps.add(learner)
            elif event.number == last + 1:
                kept[learner] = event.number
                rows.append(_row(learner, event))
        try:
            self._database.execute("BEGIN IMMEDIATE")
            self._database.executemany("INSERT OR IGNORE INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
            self._database.execute("COMMIT")
        except sqlite3.Error as error:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise self._error(error) from error
        self.kept = kept
        return gaps

    def events(self) -> Iterator[tuple[str, Event]]:
        """All of them, learner by learner."""
        for learner, *rest in self._database.execute("SELECT * FROM event ORDER BY learner, number"):
            number, at, lesson, kind, step, right, command = rest
            yield learner, Event(number, at, lesson, kind, step, bool(right), command)

    def _error(self, error: Exception) -> ClassError:
        return ClassError(
            _("the record of the class, {path}, cannot be used: {reason}", path=self.path, reason=error),
            _("free some room or mend its permissions; or move it aside: learners send all again"),
        )


def _row(learner: str, event: Event) -> tuple[object, ...]:
    said = (event.number, event.at, event.lesson, event.kind, event.step, event.right, event.command)
    return (learner, *said)
