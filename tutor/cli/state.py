"""``tutor state``: the facts of a running lab as rows."""

import asyncio
import json

from tutor.cli.options import Json, LabName
from tutor.errors import TutorError
from tutor.facts import KINDS
from tutor.lab.record import find_record
from tutor.observe.client import ObserverClient
from tutor.observe.codec import to_plain
from tutor.state import Row


def state(*, kind: str = "", node: str = "", lab: LabName = "", json: Json = False) -> None:
    """Print what is true in a running lab now, in the words that claims are written in.

    Parameters
    ----------
    kind
        Only this kind of fact: link, address, route, nat, …
    node
        The node to look at; without it, the first.
    """
    if kind and kind not in KINDS:
        raise TutorError(f'there is no fact kind "{kind}"', f"the kinds are: {', '.join(KINDS)}")
    rows = [row for row in asyncio.run(_observe(lab, node)) if kind in ("", row.fact())]
    for row in sorted(rows, key=_order):
        print(_as_json(row) if json else _as_pattern(row))


async def _observe(lab: str, node: str) -> frozenset[Row]:
    async with ObserverClient(find_record(lab).node(node)) as observer:
        async for told in observer.changes():
            if not isinstance(told, str):
                return told.gained
            if told:
                raise TutorError(told)
    return frozenset()


def _order(row: Row) -> tuple[str, ...]:
    return (row.fact(), *(row.text(name) or "" for name in row.field_names()))


def _as_json(row: Row) -> str:
    return json.dumps(to_plain(row), ensure_ascii=False)


def _as_pattern(row: Row) -> str:
    known = ((name, row.text(name)) for name in row.field_names() if name != "node")
    return " ".join([row.fact(), *(f"{name}={value}" for name, value in known if value is not None)])
