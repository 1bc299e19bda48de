"""Changes as lines of JSON: what the observer writes and its client reads."""

import json
from collections.abc import Iterable
from typing import Any

from tutor.errors import ObserverError
from tutor.facts import KINDS
from tutor.language import _
from tutor.state import Change, Row

ASK, ANSWER = "ask", "answer"
"""Keys of the lines by which a client asks something once, and by which the observer answers."""


def to_plain(row: Row) -> dict[str, Any]:
    """A row as plain values, with its fact kind under ``fact``."""
    return {"fact": row.fact(), **dict(zip(row.field_names(), row.values(), strict=True))}


def from_plain(plain: dict[str, Any]) -> Row:
    """The row that to_plain told; raises ObserverError for what is none."""
    values = dict(plain)
    kind = KINDS.get(values.pop("fact", ""))
    if kind is None or values.keys() != set(kind.field_names()):
        raise ObserverError(f"not a row: {json.dumps(plain)[:200]}")
    return kind.of(values)


def encode(change: Change) -> str:
    """A change as one line."""
    told = {"gained": _plain(change.gained), "lost": _plain(change.lost), "at": change.at}
    return json.dumps(told)


def decode(line: bytes | str) -> Change | str:
    """The change that a line tells, or the words of trouble that it tells instead."""
    try:
        told = json.loads(line)
        if "trouble" in told:
            return str(told["trouble"])
        gained, lost = (frozenset(map(from_plain, told[key])) for key in ("gained", "lost"))
        at = told.get("at")
        return Change(gained, lost, None if at is None else float(at))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ObserverError(
            _("the observer said something unreadable: {line}", line=repr(line[:200])),
            _("reset the lab and go on"),
        ) from error


def _plain(rows: Iterable[Row]) -> list[dict[str, Any]]:
    return [to_plain(row) for row in rows]
