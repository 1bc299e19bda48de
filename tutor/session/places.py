"""Which node an act is tried on, and which address the place that it goes to has, seen from there."""

from collections.abc import Iterable
from ipaddress import ip_interface

from tutor.claims import asked
from tutor.facts import ACTS
from tutor.lesson.flow import is_address
from tutor.lesson.parts import FIRST, OUTSIDE, Pattern
from tutor.observe.acts.order import Order
from tutor.state import State

HOST = "host"
LOOPBACK = "127.0.0.1"
PATH = "path"
"""The act that a session carries out itself: it needs all nodes at once."""
WIRE_LINK = "eth0"
"""The link by which a node and the outside are on the wire."""


def orders(patterns: Iterable[Pattern], state: State) -> dict[str, frozenset[Order]]:
    """The acts that these patterns want, by node; those whose places are not there yet are left out."""
    found: dict[str, set[Order]] = {}
    for fact, questions, named in asked(patterns):
        if fact == PATH:
            continue
        values = dict(questions)
        source = values[ACTS[fact].PLACES[0]]
        node = named or node_of(source, state)
        ip = address_of(values["to"], source, node, state) if "to" in values else ""
        if node and ip is not None:
            found.setdefault(node, set()).add(Order(fact, questions, ip))
    return {node: frozenset(wanted) for node, wanted in found.items()}


def flows(patterns: Iterable[Pattern]) -> frozenset[tuple[str, str]]:
    """The packets that these patterns want followed: from where, and to where."""
    wanted = (dict(questions) for fact, questions, _ in asked(patterns) if fact == PATH)
    return frozenset((values["from"], values["to"]) for values in wanted)


def node_of(place: str, state: State) -> str:
    """The node that a place is on; empty where it is not there."""
    if place == HOST:
        return FIRST
    if state.find("namespace", node=place):
        return place
    return next((row.node for row in state.find("namespace", name=place)), "")


def address_of(place: str, source: str, node: str, state: State) -> str | None:
    """An address of a place: one that the source shares a network with, if there is such.

    Empty where the place has none; None where it is not there.
    """
    if is_address(place):
        return place
    if place == HOST and (source == HOST or source == node != OUTSIDE):
        return LOOPBACK
    theirs = _addresses(place, node, state)
    ours = [ip_interface(own) for own in _addresses(source, node, state)]
    near = [cidr for cidr in theirs if any(ip_interface(cidr).ip in own.network for own in ours)]
    wired = [cidr for cidr in theirs if cidr in _addresses(place, node, state, link=WIRE_LINK)]
    for best in (*near, *wired, *theirs):
        return str(ip_interface(best).ip)
    return "" if node_of(place, state) else None


def _addresses(place: str, node: str, state: State, **more: str) -> list[str]:
    """A place's IPv4 addresses with their prefixes, the loopback's left out, in an order of their own."""
    where = {"netns": place}
    if place == HOST:
        where = {"netns": HOST, "node": node if node != OUTSIDE else FIRST}
    elif state.find("namespace", node=place):
        where = {"node": place}
    rows = state.find("address", family="4", **where, **more)
    if place != HOST and "node" in where:
        rows = [row for row in rows if row.text("netns") in (HOST, OUTSIDE)]
    return sorted(row.text("cidr") or "" for row in rows if row.text("link") != "lo")
