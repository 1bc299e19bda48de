"""Cables: the two ends of a veth pair told as the one thing that they are."""

from collections.abc import Iterator
from dataclasses import dataclass

from tutor.language import _, mark
from tutor.state import Row

SUBJECT = mark("veth pair")


@dataclass(frozen=True, slots=True)
class Cable:
    """A veth pair that came or went."""

    words: str
    rows: frozenset[Row]
    """Both ends, where both are known, and their addresses and routes."""


def cables(rows: frozenset[Row]) -> Iterator[Cable]:
    """The cables among rows that came or went together; the end on the host is told last."""
    ends = sorted(filter(_is_end, rows), key=lambda row: (row.text("netns") == "host", row.text("name")))
    told: set[Row] = set()
    for end in ends:
        if end in told:
            continue
        twin = next((row for row in ends if _are_twins(end, row)), None)
        told |= {end, *filter(None, [twin])}
        yield _cable(end, twin, rows)


def _cable(end: Row, twin: Row | None, rows: frozenset[Row]) -> Cable:
    ends = [row for row in (end, twin) if row]
    addresses = [row for row in rows if row.fact() == "address" and any(_has(one, row) for one in ends)]
    names = [f"{_name(row)}{_addresses(row, addresses)}" for row in ends]
    words = " ⇄ ".join(names) if twin else f"{names[0]} ⇄ {end.text('peer') or '?'}"
    master = next((row.text("master") for row in ends if row.text("master")), None)
    port = _(", a port of {bridge}", bridge=master) if master else ""
    return Cable(words + port, frozenset([*ends, *addresses]))


def _is_end(row: Row) -> bool:
    return row.fact() == "link" and row.text("kind") == "veth"


def _are_twins(one: Row, other: Row) -> bool:
    return (one.node, one.text("peer_netns"), one.text("peer")) == (
        other.node,
        other.text("netns"),
        other.text("name"),
    )


def _name(row: Row) -> str:
    space = row.text("netns")
    return f"{row.text('name')}" + ("" if space == "host" else _(" in {space}", space=space))


def _has(link: Row, address: Row) -> bool:
    return (link.node, link.text("netns"), link.text("name")) == (
        address.node,
        address.text("netns"),
        address.text("link"),
    )


def _addresses(link: Row, addresses: list[Row]) -> str:
    own = [row.text("cidr") or "" for row in addresses if _has(link, row) and row.text("family") == "4"]
    return f" ({', '.join(sorted(own))})" if own else ""
