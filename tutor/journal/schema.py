"""The journal's tables, and how a file of an older tutor becomes one of this tutor."""

import sqlite3

_FIRST = (
    """
CREATE TABLE IF NOT EXISTS entry (
    id INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    lesson TEXT NOT NULL,
    kind TEXT NOT NULL,
    step INTEGER NOT NULL,
    data TEXT NOT NULL
)""",
    "CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
)
_BY_KIND = ("CREATE INDEX IF NOT EXISTS entry_by_kind ON entry (kind, lesson)",)
"""Places and finished lessons are found without reading what was run and drawn."""
MIGRATIONS = (_FIRST, _BY_KIND)
"""What takes a file from each version to the next; a file that is new begins at 0."""
VERSION = len(MIGRATIONS)


def migrate(database: sqlite3.Connection) -> int:
    """Bring the file up to this tutor's version, all or nothing; the version that it had.

    A file of a newer tutor is left as it is. Raises sqlite3.Error for one that is no journal.
    """
    found = version(database)
    if found >= VERSION:
        return found
    database.execute("BEGIN IMMEDIATE")
    try:
        found = version(database)  # another tutor may have been faster
        for statements in MIGRATIONS[found:]:
            for statement in statements:
                database.execute(statement)
        database.execute(f"PRAGMA user_version = {max(found, VERSION)}")
        database.execute("COMMIT")
    except BaseException:
        database.execute("ROLLBACK")
        raise
    return found


def version(database: sqlite3.Connection) -> int:
    """The version that the file says it has."""
    (found,) = database.execute("PRAGMA user_version").fetchone()
    return int(found)
