"""Every fact kind's subject, from cause to effect: the order in which an account tells of them."""

from collections.abc import Hashable

from tutor.changes.subject import Subject, always, inside, is_inside
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


def _filter(row: Row) -> str:
    way = " to ".join(filter(None, (row.text("enter"), row.text("leave"))))
    what = [row.text("proto") or "", row.text("dport") or ""]
    ends = [("from", row.text("source")), ("to", row.text("dest"))]
    told = " ".join([*filter(None, what), *(f"{word} {value}" for word, value in ends if value)])
    return f"{row.text('kind')} {told or 'the rest'}, {row.text('hook')} {way}{inside(row)}"


def _listener(row: Row) -> str:
    process = row.text("process") or "something"
    ip = row.text("ip") or ""
    place = f"[{ip}]" if ":" in ip else ip
    return f"{process} at {row.text('proto')} {place}:{row.text('port')}{inside(row)}"


def _sysctl(row: Row) -> str:
    return f"{row.text('name')} = {row.text('value')}{inside(row)}"


def _endpoint(row: Row) -> str:
    return f"{row.text('container')} on {row.text('network')}" + (
        f", {row.text('ip')}" if row.text("ip") else ""
    )


def _fdb(row: Row) -> str:
    to = f" at {row.text('dst')}" if row.text("dst") else ""
    return f"{row.text('mac')} is behind {row.text('link')}{to}{inside(row)}"


def _conntrack(row: Row) -> str:
    ends = f"{row.text('source')} to {row.text('dest')}:{row.text('dport') or ''}".rstrip(":")
    rewritten = f", {row.text('rewritten')} rewritten" if row.text("rewritten") else ""
    return f"{row.text('proto')} {ends}{rewritten}{inside(row)}"


def _rule(row: Row) -> str:
    return f"{row.text('table')} {row.text('chain')} {row.text('spec')}{inside(row)}"


def _is_link_local(row: Row) -> bool:
    return (row.text("cidr" if row.fact() == "address" else "dst") or "").startswith(("fe80:", "ff00:"))


def _is_usual(row: Row) -> bool:
    """What every new namespace has: its loopback."""
    return row.text("kind") == "loopback" if row.fact() == "link" else row.text("link") == "lo"


def _is_usual_address(row: Row) -> bool:
    return _is_usual(row) or _is_link_local(row)


def _is_no_port(row: Row) -> bool:
    """A frame's way through a bridge is learnt and forgotten; one through a tunnel is entered."""
    return row.text("dst") is None


def _is_detail(row: Row) -> bool:
    """Of the firewall's walks, those between known links say most; the engine's DNS listens in containers."""
    if row.fact() == "filter":
        return row.text("hook") != "forward" or "other" in (row.text("enter"), row.text("leave"))
    return row.text("ip") == "127.0.0.11"


SUBJECTS = {
    "network": Subject("network", _network, ("name",)),
    "container": Subject("container", _container, ("name",)),
    "endpoint": Subject("endpoint", _endpoint, ("container", "network"), always),
    "namespace": Subject("namespace", lambda row: f"of {row.text('name')}", ("name",)),
    "link": Subject("link", _link, is_passing=_is_usual),
    "address": Subject("address", _address, ("netns", "link", "cidr"), _is_usual_address),
    "route": Subject("route", _route, ("netns", "family", "link", "dst"), _is_link_local),
    "sysctl": Subject("sysctl", _sysctl, is_passing=always, turns=True),
    "nat": Subject(
        "nat", _nat, ("netns", "kind", "family", "proto", "source", "dest", "dport", "to"), is_inside
    ),
    "filter": Subject(
        "filter",
        _filter,
        ("netns", "family", "hook", "enter", "leave", "all", "proto", "source", "dest", "dport", "kind"),
        _is_detail,
    ),
    "rule": Subject("rule", _rule, ("netns", "table", "chain", "spec"), always),
    "listener": Subject("listener", _listener, ("netns", "proto", "ip", "port"), _is_detail),
    "fdb": Subject("forwarding", _fdb, ("netns", "link", "mac"), _is_no_port),
    "neighbour": Subject(
        "neighbour",
        lambda row: f"{row.text('ip')} is {row.text('mac')}{inside(row)}",
        ("netns", "link", "ip"),
        always,
    ),
    "conntrack": Subject(
        "connection", _conntrack, ("netns", "proto", "source", "dest", "sport", "dport"), always
    ),
}
_ORDER = {fact: place for place, fact in enumerate(SUBJECTS)}
