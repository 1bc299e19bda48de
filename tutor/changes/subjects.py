"""Every fact kind's subject, from cause to effect: the order in which an account tells of them."""

from collections.abc import Hashable

from tutor.changes.subject import Subject, always, inside, is_inside
from tutor.language import _, mark
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


def _namespace(row: Row) -> str:
    return _("of {name}", name=row.text("name"))


def _link(row: Row) -> str:
    return f"{row.text('name')}{inside(row)}, {row.text('kind')}"


def _address(row: Row) -> str:
    return _("{cidr} on {link}", cidr=row.text("cidr"), link=row.text("link")) + inside(row)


def _route(row: Row) -> str:
    told = [f"{row.text('dst')}{inside(row)}"]
    if row.text("via"):
        told.append(_("via {gateway}", gateway=row.text("via")))
    if row.text("link"):
        told.append(_("through {link}", link=row.text("link")))
    return " ".join(told)


def _nat(row: Row) -> str:
    if row.text("kind") == "masquerade":
        source = row.text("source") or _("everything")
        return _("{source} leaves as this host", source=source) + inside(row) + _exception(row)
    proto, dport = row.text("proto") or _("any protocol"), row.text("dport") or _("any port")
    dest = row.text("dest") or _("this host")
    what = _("{proto} {port} to {dest}", proto=proto, port=dport, dest=dest)
    return f"{what} → {row.text('to')}{inside(row)}"


def _exception(row: Row) -> str:
    return _(", but not through {link}", link=row.text("unless")) if row.text("unless") else ""


def _filter(row: Row) -> str:
    what = " ".join(filter(None, (row.text("proto"), row.text("dport"))))
    told = [what] if what else []
    if row.text("source"):
        told.append(_("from {source}", source=row.text("source")))
    if row.text("dest"):
        told.append(_("to {dest}", dest=row.text("dest")))
    way = " → ".join(filter(None, (row.text("enter"), row.text("leave"))))
    which = " ".join(told) or _("the rest")
    return f"{row.text('kind')} {which}, {row.text('hook')} {way}{inside(row)}"


def _listener(row: Row) -> str:
    ip = row.text("ip") or ""
    place = f"[{ip}]" if ":" in ip else ip
    known = {"process": row.text("process") or _("something"), "proto": row.text("proto")}
    return _("{process} at {proto} {place}", place=f"{place}:{row.text('port')}", **known) + inside(row)


def _sysctl(row: Row) -> str:
    return f"{row.text('name')} = {row.text('value')}{inside(row)}"


def _endpoint(row: Row) -> str:
    told = _("{container} on {network}", container=row.text("container"), network=row.text("network"))
    return told + (f", {row.text('ip')}" if row.text("ip") else "")


def _fdb(row: Row) -> str:
    told = _("{mac} is behind {link}", mac=row.text("mac"), link=row.text("link"))
    return told + (f" → {row.text('dst')}" if row.text("dst") else "") + inside(row)


def _neighbour(row: Row) -> str:
    return _("{ip} is {mac}", ip=row.text("ip"), mac=row.text("mac")) + inside(row)


def _conntrack(row: Row) -> str:
    ends = f"{row.text('source')} → {row.text('dest')}:{row.text('dport') or ''}".rstrip(":")
    rewritten = _(", {what} rewritten", what=row.text("rewritten")) if row.text("rewritten") else ""
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
    "network": Subject(mark("network"), _network, ("name",)),
    "container": Subject(mark("container"), _container, ("name",)),
    "endpoint": Subject(mark("endpoint"), _endpoint, ("container", "network"), always),
    "namespace": Subject(mark("namespace"), _namespace, ("name",)),
    "link": Subject(mark("link"), _link, is_passing=_is_usual),
    "address": Subject(mark("address"), _address, ("netns", "link", "cidr"), _is_usual_address),
    "route": Subject(mark("route"), _route, ("netns", "family", "link", "dst"), _is_link_local),
    "sysctl": Subject(mark("sysctl"), _sysctl, is_passing=always, turns=True),
    "nat": Subject(
        mark("nat"), _nat, ("netns", "kind", "family", "proto", "source", "dest", "dport", "to"), is_inside
    ),
    "filter": Subject(
        mark("filter"),
        _filter,
        ("netns", "family", "hook", "enter", "leave", "all", "proto", "source", "dest", "dport", "kind"),
        _is_detail,
    ),
    "rule": Subject(mark("rule"), _rule, ("netns", "table", "chain", "spec"), always),
    "listener": Subject(mark("listener"), _listener, ("netns", "proto", "ip", "port"), _is_detail),
    "fdb": Subject(mark("forwarding"), _fdb, ("netns", "link", "mac"), _is_no_port),
    "neighbour": Subject(
        mark("neighbour"),
        _neighbour,
        ("netns", "link", "ip"),
        always,
    ),
    "conntrack": Subject(
        mark("connection"), _conntrack, ("netns", "proto", "source", "dest", "sport", "dport"), always
    ),
}
_ORDER = {fact: place for place, fact in enumerate(SUBJECTS)}
