"""What the kernel tells of several packets, arranged as one pass for each: numbers are used again, and change."""

from typing import Any

from tutor.trace.evidence import read
from tutor.trace.world import Space


def header(sport: int, dport: int, flags: str, stamp: str = "1") -> dict[str, Any]:
    found = {
        "family": 4,
        "proto": "tcp",
        "source": "10.0.0.1",
        "dest": "10.0.0.2",
        "sport": sport,
        "dport": dport,
    }
    return {"header": found, "flags": flags, "stamp": stamp}


def event(number: int, chain: str, seen: dict[str, Any] | None, **more: Any) -> dict[str, Any]:
    own = {"family": "inet", "table": "tutor_trace", "kind": "policy", "handle": None, "verdict": "accept"}
    rest = {"enter": None, "leave": None}
    return {"id": number, "chain": chain, "seen": seen, **own, **rest, **more}


def rule(number: int, handle: int, seen: dict[str, Any] | None) -> dict[str, Any]:
    return event(number, "FORWARD", seen, family="ip", table="filter", kind="rule", handle=handle)


def through(number: int, flags: str, handle: int, changed: int | None = None) -> list[dict[str, Any]]:
    """A packet whose port becomes another on its way; its number, too, where that is said."""
    before, after = header(40000, 8080, flags), header(40000, 80, flags)
    return [
        event(number, "first_prerouting", before),
        event(number, "last_prerouting", after),
        rule(changed or number, handle, after),
        event(changed or number, "last_postrouting", after),
    ]


def passes(events: list[dict[str, Any]]) -> list[list[int | None]]:
    told = {
        "events": events,
        "frames": [],
        "lines": [],
        "connections": [],
        "links": {},
        "troubles": {},
        "lost": False,
    }
    found = read({"spaces": {"host": told}}, "alpha")[Space("alpha", "host")].passes
    return [[word.handle for word in each.words] for each in found]


def test_two_packets_alike_are_two_passes() -> None:
    assert passes([*through(1, "A", 7), *through(1, "A", 8)]) == [[7], [8]]
    assert passes([*through(1, "A", 7), *through(2, "A", 8)]) == [[7], [8]]


def test_a_number_that_changes_on_the_way_is_the_same_packet() -> None:
    assert passes([*through(1, "S", 7, changed=5), *through(1, "A", 8, changed=6)]) == [[7], [8]]


def test_a_number_that_another_had_before_is_this_packet() -> None:
    assert passes([*through(5, "S", 7), *through(1, "A", 8, changed=5)]) == [[7], [8]]


def test_what_a_bridge_had_before_is_one_with_what_ip_has() -> None:
    seen = header(40000, 80, "S")
    bridged = [event(3, "first_prerouting", seen, family="bridge"), *through(4, "S", 7)[:0]]
    ip = [event(4, "first_prerouting", seen), rule(4, 9, seen)]
    assert passes([*bridged, *ip]) == [[9]]


def test_packets_on_their_way_at_once_are_told_apart() -> None:
    one, two = through(1, "S", 7), through(2, "SA", 8)
    mixed = [each for pair in zip(one, two, strict=True) for each in pair]
    assert passes(mixed) == [[7], [8]]


def test_two_packets_with_one_header_are_told_apart_by_what_their_sender_has_numbered_them_with() -> None:
    """On their way at once, and each with another number of the kernel's by then."""
    first, second = (header(40000, 8080, "A", stamp) for stamp in ("1", "2"))
    told = [
        event(1, "first_prerouting", first),
        event(2, "first_prerouting", second),
        rule(3, 7, first),
        rule(4, 8, second),
    ]
    assert passes(told) == [[7], [8]]
