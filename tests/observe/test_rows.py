"""Rows are read anew where something changed, and go with their namespace."""

from typing import Any

from tutor.facts.raw import Namespace, Raw
from tutor.observe.rows import Rows


def _space(name: str, *links: str) -> Namespace:
    found: dict[Any, Any] = {
        number: {"index": number, "flags": 1, "ifi_type": 1, "IFLA_IFNAME": link, "IFLA_MTU": 1500}
        for number, link in enumerate(links, 1)
    }
    addresses: dict[Any, Any] = {0: {"index": 1, "prefixlen": 24, "IFA_ADDRESS": "10.0.0.1"}}
    return Namespace(name, 1, links=found, addresses=addresses)


def _told(rows: frozenset[Any]) -> list[tuple[str, str | None]]:
    return sorted((row.fact(), row.text("netns")) for row in rows if row.fact() in ("link", "address"))


def test_what_comes_what_changes_and_what_goes() -> None:
    rows, raw = Rows(), Raw("alpha", {"host": _space("host", "eth0")})
    tables = ("namespaces", "links", "addresses")
    first = rows.change(raw, {table: {"host"} for table in tables})
    assert _told(first.gained) == [("address", "host"), ("link", "host")]
    raw.namespaces["web"] = _space("web", "eth0")
    second = rows.change(raw, {table: {"web"} for table in tables})
    assert (_told(second.gained), _told(second.lost)) == ([("address", "web"), ("link", "web")], [])
    assert not rows.change(raw, {"links": {"web"}})
    del raw.namespaces["web"]
    last = rows.change(raw, {"namespaces": {"web"}})
    assert (_told(last.gained), _told(last.lost)) == ([], [("address", "web"), ("link", "web")])


def test_a_namespace_that_did_not_change_is_not_read_again() -> None:
    rows, raw = Rows(), Raw("alpha", {"host": _space("host", "eth0"), "web": _space("web", "eth0")})
    rows.change(raw, {"addresses": {"host", "web"}})
    for space in raw.namespaces.values():
        space.addresses.clear()
    assert _told(rows.change(raw, {"addresses": {"web"}}).lost) == [("address", "web")]
