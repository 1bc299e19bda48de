"""``tutor state``: the facts of a running lab as rows, and what changes in them."""

import asyncio
import json as json_format
from collections.abc import AsyncIterator
from typing import Annotated

from cyclopts import Parameter

from tutor.cli import telling
from tutor.cli.options import NEWEST_LAB, Json, WatchOptions
from tutor.errors import TutorError
from tutor.facts import KINDS
from tutor.lab.host_node import Watched
from tutor.observe.client import ObserverClient, as_error
from tutor.observe.codec import to_plain
from tutor.session.doing import Doing
from tutor.state import Change, Row


def state(
    *,
    kind: str = "",
    node: str = "",
    watched: WatchOptions = NEWEST_LAB,
    watch: Annotated[bool, Parameter(help="Go on and tell what changes: + came, - went, ~ turned.")] = False,
    json: Json = False,
) -> None:
    """Print what is true in a running lab, or on this machine, now, in the words that claims are written in.

    Parameters
    ----------
    kind
        Only this kind of fact: link, address, route, nat, …; ``tutor facts`` tells of them all.
    node
        The node to look at; without it, the first.
    """
    if kind and kind not in KINDS:
        raise TutorError(f'there is no fact kind "{kind}"', f"the kinds are: {', '.join(KINDS)}")
    asyncio.run(_print(watched.node(node), kind, watch=watch, json=json))


async def _print(node: Watched, kind: str, *, watch: bool, json: bool) -> None:
    told = _changes(node, patient=watch)
    for row in telling.in_order(_chosen(await anext(told), kind).gained):
        print(json_format.dumps(to_plain(row), ensure_ascii=False) if json else _as_pattern(row), flush=watch)
    if watch:
        await _watch(told, kind, json=json)


async def _watch(told: AsyncIterator[Change], kind: str, *, json: bool) -> None:
    """Tell of changes when they are complete: a container is started in several of them."""
    doing = Doing()
    listening = asyncio.create_task(_listen(told, doing))
    while True:
        calm = asyncio.create_task(doing.calm())
        await asyncio.wait({calm, listening}, return_when=asyncio.FIRST_COMPLETED)
        if listening.done():
            listening.result()
        change = _chosen(await calm, kind)
        for line in telling.rows(change) if json else telling.told(change, passing=bool(kind)):
            print(line, flush=True)


async def _listen(told: AsyncIterator[Change], doing: Doing) -> None:
    async for change in told:
        doing.take(change)


async def _changes(node: Watched, *, patient: bool) -> AsyncIterator[Change]:
    """What an observer tells; trouble is an error, unless one who watches may see it pass."""
    async with ObserverClient(node) as observer:
        async for told in observer.changes():
            if not isinstance(told, str):
                yield told
            elif told and not patient:
                raise as_error(told)
            elif told:
                print(f"! {told}", flush=True)


def _chosen(change: Change, kind: str) -> Change:
    gained, lost = (
        frozenset(row for row in rows if kind in ("", row.fact())) for rows in (change.gained, change.lost)
    )
    return Change(gained, lost)


def _as_pattern(row: Row) -> str:
    known = ((name, row.text(name)) for name in row.field_names() if name != "node")
    return " ".join([row.fact(), *(f"{name}={_value(value)}" for name, value in known if value is not None)])


def _value(text: str) -> str:
    """In quotes, as in a claim, where it has spaces."""
    return f'"{text}"' if " " in text else text
