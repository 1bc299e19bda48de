"""What changed, told in a plain terminal: in words, or as rows for programs."""

import json as json_format
from collections.abc import Iterable, Iterator

from tutor.changes import Account, Line, describe
from tutor.observe.codec import to_plain
from tutor.state import Change, Row

SUBJECT = 11
"""Columns for what kind of thing it is."""


def told(change: Change, *, passing: bool = False) -> list[str]:
    """A line for each thing, and for what passes by itself if asked; the node where there are several."""
    nodes = sorted({row.node for row in change.gained | change.lost})
    return [
        f"{line.sign} {line.subject:<{SUBJECT}} {line.words}" + (f"  [{node}]" if len(nodes) > 1 else "")
        for node in nodes
        for line in _lines(describe(_of(change, node)), passing=passing)
    ]


def rows(change: Change) -> Iterator[str]:
    """A line of JSON for each row that went or came."""
    for word, group in (("lost", change.lost), ("gained", change.gained)):
        for row in in_order(group):
            yield json_format.dumps({"change": word} | to_plain(row), ensure_ascii=False)


def in_order(group: Iterable[Row]) -> list[Row]:
    """Rows kind by kind, each kind by its first fields."""
    return sorted(group, key=lambda row: (row.fact(), *(row.text(name) or "" for name in row.field_names())))


def _lines(account: Account, *, passing: bool) -> tuple[Line, ...]:
    return account.lines + (account.passing if passing else ())


def _of(change: Change, node: str) -> Change:
    gained, lost = (
        frozenset(row for row in group if row.node == node) for group in (change.gained, change.lost)
    )
    return Change(gained, lost)
