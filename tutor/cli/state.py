"""``tutor state``: the facts of a running lab as rows, and what changes in them."""

import asyncio
import json as json_format
from collections.abc import AsyncIterator, Iterable
from typing import Annotated

from cyclopts import Parameter

from tutor.cli.options import Json, LabName
from tutor.errors import TutorError
from tutor.facts import KINDS
from tutor.lab.record import find_record
from tutor.observe.client import ObserverClient
from tutor.observe.codec import to_plain
from tutor.state import Change, Row


def state(
    *,
    kind: str = "",
    node: str = "",
    lab: LabName = "",
    watch: Annotated[bool, Parameter(help="Go on and print what changes: + came, - went.")] = False,
    json: Json = False,
) -> None:
    """Print what is true in a running lab now, in the words that claims are written in.

    Parameters
    ----------
    kind
        Only this kind of fact: link, address, route, nat, …; ``tutor facts`` tells of them all.
    node
        The node to look at; without it, the first.
    """
    if kind and kind not in KINDS:
        raise TutorError(f'there is no fact kind "{kind}"', f"the kinds are: {', '.join(KINDS)}")
    asyncio.run(_print(lab, node, kind, watch=watch, json=json))


async def _print(lab: str, node: str, kind: str, *, watch: bool, json: bool) -> None:
    async for change in _changes(lab, node, patient=watch):
        for sign, rows in (("-", change.lost), ("+", change.gained)):
            for row in _chosen(rows, kind):
                print(_line(row, sign if watch else "", json=json), flush=watch)
        if not watch:
            return


async def _changes(lab: str, node: str, *, patient: bool) -> AsyncIterator[Change]:
    """What an observer tells; trouble is an error, unless one who watches may see it pass."""
    async with ObserverClient(find_record(lab).node(node)) as observer:
        async for told in observer.changes():
            if not isinstance(told, str):
                yield told
            elif told and not patient:
                raise TutorError(told)
            elif told:
                print(f"! {told}", flush=True)


def _chosen(rows: Iterable[Row], kind: str) -> list[Row]:
    return sorted((row for row in rows if kind in ("", row.fact())), key=_order)


def _order(row: Row) -> tuple[str, ...]:
    return (row.fact(), *(row.text(name) or "" for name in row.field_names()))


def _line(row: Row, sign: str, *, json: bool) -> str:
    if json:
        change = {"change": {"+": "gained", "-": "lost"}[sign]} if sign else {}
        return json_format.dumps(change | to_plain(row), ensure_ascii=False)
    return f"{sign} {_as_pattern(row)}".lstrip()


def _as_pattern(row: Row) -> str:
    known = ((name, row.text(name)) for name in row.field_names() if name != "node")
    return " ".join([row.fact(), *(f"{name}={_value(value)}" for name, value in known if value is not None)])


def _value(text: str) -> str:
    """In quotes, as in a claim, where it has spaces."""
    return f'"{text}"' if " " in text else text
