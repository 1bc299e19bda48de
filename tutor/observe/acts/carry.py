"""Carry one order out: the rows that it comes to."""

from tutor.facts import ACTS
from tutor.facts.raw import Raw
from tutor.observe.acts.order import Order
from tutor.observe.acts.outcome import Outcome
from tutor.observe.acts.ping import ping
from tutor.observe.acts.place import NoPlaceError, Place, find_place
from tutor.observe.acts.reach import reach
from tutor.observe.acts.resolve import resolve
from tutor.state import Row


async def carry(order: Order, raw: Raw) -> frozenset[Row]:
    """Try what is wanted; no rows where it could not even be tried."""
    asked = dict(order.asked)
    try:
        place = find_place(asked[ACTS[order.act].PLACES[0]], raw)
        if order.act == "resolve":
            return await _resolve(order, raw.node, place)
        if not order.ip:
            outcome = Outcome(ok=False, why="no-address")
        elif order.act == "ping":
            outcome = await ping(place, order.ip, int(asked["size"]))
        else:
            outcome = await reach(place, order.ip, int(asked["port"]), asked["proto"])
    except NoPlaceError:
        return frozenset()
    return frozenset([_row(order, raw.node, outcome, ip=order.ip or None)])


async def _resolve(order: Order, node: str, place: Place) -> frozenset[Row]:
    answer = await resolve(place, dict(order.asked)["name"])
    found = answer.addresses or (None,)
    return frozenset(_row(order, node, answer.outcome, ip=ip, server=answer.server) for ip in found)


def _row(order: Order, node: str, outcome: Outcome, **found: str | None) -> Row:
    asked: dict[str, object] = dict(order.asked)
    for number in ("size", "port"):
        if number in asked:
            asked[number] = int(str(asked[number]))
    return ACTS[order.act].of({"node": node, **asked, **found, "ok": outcome.ok, "why": outcome.why})
