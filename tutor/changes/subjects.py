"""Every fact kind's subject, from cause to effect: the order in which an account tells of them."""

from collections.abc import Hashable

from tutor.changes.subject import Subject, always, inside
from tutor.state import Row


def identity(row: Row) -> Hashable:
    """What makes two rows tell of the same thing."""
    names = row.field_names()
    fields = tuple(name for name in subject_of(row.fact()).identity if name in names)
    return row.fact(), row.node, *(row.text(name) for name in fields)


def subject_of(fact: str) -> Subject:
    """The subject of a kind; one that is told plainly, field by field, where none is written here."""
    return SUBJECTS.get(fact) or Subject(fact, _plain)


def rank(row: Row) -> int:
    """Where an account has this row's kind."""
    return _ORDER.get(row.fact(), len(_ORDER))


def _plain(row: Row) -> str:
    known = ((name, row.text(name)) for name in row.field_names() if name != "node")
    return " ".join(f"{name}={value}" for name, value in known if value is not None)


def _network(row: Row) -> str:
    return ", ".join(filter(None, (row.text("name"), row.text("driver"), row.text("subnet"))))


def _container(row: Row) -> str:
    return f"{row.text('name')}, {row.text('state')}"


def _link(row: Row) -> str:
    return f"{row.text('name')}{inside(row)}, {row.text('kind')}"


def _address(row: Row) -> str:
    return f"{row.text('cidr')} on {row.text('link')}{inside(row)}"


def _route(row: Row) -> str:
    way = [("via", row.text("via")), ("through", row.text("link"))]
    return f"{row.text('dst')}{inside(row)} " + " ".join(f"{word} {value}" for word, value in way if value)


def _nat(row: Row) -> str:
    proto, dport, to = row.text("proto") or "any", row.text("dport"), row.text("to")
    if row.text("kind") == "masquerade":
        return f"{row.text('source') or 'everything'} leaves as this host{inside(row)}{_exception(row)}"
    what = f"{proto} {dport or 'any port'} to {row.text('dest') or 'this host'}"
    return f"{what} → {to}{inside(row)}"


def _exception(row: Row) -> str:
    return f", but not through {row.text('unless')}" if row.text("unless") else ""


def _is_link_local(row: Row) -> bool:
    own = next(name for name in ("cidr", "dst") if name in row.field_names())
    return (row.text(own) or "").startswith(("fe80:", "ff00:"))


SUBJECTS = {
    "network": Subject("network", _network, ("name",)),
    "container": Subject("container", _container, ("name",)),
    "namespace": Subject("namespace", lambda row: f"of {row.text('name')}", ("name",)),
    "link": Subject("link", _link),
    "address": Subject("address", _address, ("netns", "link", "cidr"), _is_link_local),
    "route": Subject("route", _route, ("netns", "family", "dst", "link"), _is_link_local),
    "nat": Subject("nat", _nat, ("netns", "kind", "proto", "source", "dest", "dport", "to")),
    "neighbour": Subject(
        "neighbour",
        lambda row: f"{row.text('ip')} is {row.text('mac')}{inside(row)}",
        ("netns", "link", "ip"),
        always,
    ),
}
_ORDER = {fact: place for place, fact in enumerate(SUBJECTS)}
