"""What a rule asks of a packet, and what two such conditions make together."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from operator import attrgetter

Network = IPv4Network | IPv6Network
Span = tuple[int, int, int]
"""A network to reckon with: its version, its first address and its last."""

LINKS = ("enter", "leave")
"""Fields that name links: the one by which a packet came, the one by which it goes."""
ADDRESSES = ("source", "dest")
PORTS = ("sport", "dport")
SELF = ("to_self", "from_self")
"""Fields that are yes where the packet's destination, or source, is an address of the namespace itself."""
TRACKED = ("state", "direction")
"""Fields that connection tracking knows: how far a packet's connection has come, and which way of it the packet goes."""
FIELDS = ("family", *LINKS, "proto", *ADDRESSES, *PORTS, *TRACKED, *SELF)
"""Fields that are understood. Whatever else a rule asks is kept as its text under ``other``."""


@dataclass(frozen=True, slots=True, order=True)
class Condition:
    """A field that must be one of these values; or, negated, none of them."""

    field: str
    values: tuple[str, ...]
    """Links (a last * stands for any ending), networks, ports and ranges like 80-90, names of protocols, states and
    directions."""
    negated: bool = False

    @property
    def is_of_one_address(self) -> bool:
        """Whether nothing implies this but a condition that is its equal."""
        return (
            self.field in ADDRESSES
            and not self.negated
            and len(self.values) == 1
            and "/" not in self.values[0]
        )

    def text(self) -> str:
        """The values as a row tells them: «tcp», «80,443», «!172.17.0.0/16»."""
        return ("!" if self.negated else "") + ",".join(self.values)

    def allows(self, value: str) -> bool:
        """Whether a packet whose field is exactly this value fits: a link's name, a protocol, a state."""
        return any(_is(value, wanted) for wanted in self.values) is not self.negated

    def implies(self, other: "Condition") -> bool:
        """Whether every packet that fits this fits the other too, as far as can be told."""
        if self == other:
            return True
        if self.field != other.field or self.field == "other":
            return False
        if self.negated and other.negated:
            return all(
                any(_within(self.field, mine, barred) for barred in self.values) for mine in other.values
            )
        if other.negated:
            return all(not _meet(self.field, a, b) for a in self.values for b in other.values)
        return not self.negated and all(
            any(_within(self.field, mine, theirs) for theirs in other.values) for mine in self.values
        )

    def excludes(self, other: "Condition") -> bool:
        """Whether no packet fits both, as far as can be told."""
        if self.field != other.field or self.field == "other":
            return False
        if self.negated or other.negated:
            plain, negated = (other, self) if self.negated else (self, other)
            return not plain.negated and all(
                any(_within(self.field, mine, barred) for barred in negated.values) for mine in plain.values
            )
        return all(not _meet(self.field, mine, theirs) for mine in self.values for theirs in other.values)


_FIELD = attrgetter("field")
_BYTE = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_SINGLE = re.compile(rf"(?a:{_BYTE}(?:\.{_BYTE}){{3}}(?:/32)?)")
NEVER = Condition("proto", ())
"""What no packet meets."""
Conditions = tuple[Condition, ...]
"""All of which must be met; sorted, and none implied by another."""


def join(*groups: Iterable[Condition]) -> Conditions | None:
    """Conditions that must all be met, without those that follow from others; None where no packet can."""
    found = [condition for group in groups for condition in group]
    if len({condition.field for condition in found}) == len(found):
        return tuple(sorted(found, key=_FIELD))  # none of them has to do with another
    kept: list[Condition] = []
    for condition in found:
        if any(condition.excludes(other) for other in kept):
            return None
        if not any(other.implies(condition) for other in kept):
            kept = [other for other in kept if not condition.implies(other)]
            kept.append(condition)
    return tuple(sorted(kept))


@lru_cache(maxsize=4096)
def address(text: str) -> str:
    """An address or a network in one spelling: a single address has no prefix. Other text stays as it is."""
    if _SINGLE.fullmatch(text):
        return text.removesuffix("/32")
    network = _network(text)
    if network is None:
        return text
    return str(network.network_address) if network.prefixlen == network.max_prefixlen else str(network)


def _is(value: str, wanted: str) -> bool:
    return value.startswith(wanted[:-1]) if wanted.endswith("*") else value == wanted


def _within(field: str, inner: str, outer: str) -> bool:
    """Whether all that the one value stands for is in the other."""
    if field in ADDRESSES:
        return _contains(_span(outer), _span(inner))
    if field in PORTS:
        mine, theirs = _ports(inner), _ports(outer)
        return bool(mine and theirs and theirs[0] <= mine[0] and mine[1] <= theirs[1])
    return _is(inner, outer)


def _meet(field: str, one: str, two: str) -> bool:
    """Whether two values can stand for the same thing."""
    if field in ADDRESSES:
        here, there = _span(one), _span(two)
        if here is None or there is None:
            return True
        return here[0] == there[0] and here[1] <= there[2] and there[1] <= here[2]
    if field in PORTS:
        mine, theirs = _ports(one), _ports(two)
        return not (mine and theirs) or (mine[0] <= theirs[1] and theirs[0] <= mine[1])
    return _is(one, two) or _is(two, one)


def _contains(outer: Span | None, inner: Span | None) -> bool:
    if outer is None or inner is None:
        return False
    return outer[0] == inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2]


@lru_cache(maxsize=4096)
def _span(text: str) -> Span | None:
    network = _network(text)
    return (network.version, int(network[0]), int(network[-1])) if network else None


def _network(text: str) -> Network | None:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def _ports(text: str) -> tuple[int, int] | None:
    first, _, last = text.partition("-")
    if not (first.isascii() and first.isdigit()) or (last and not (last.isascii() and last.isdigit())):
        return None
    return int(first), int(last or first)


def tell(conditions: Iterable[Condition], fields: Iterable[str]) -> tuple[dict[str, str], str | None]:
    """Conditions as texts by field; and all that is not of these fields, or is a field's second, in one text."""
    told: dict[str, str] = {}
    rest = []
    for condition in conditions:
        if condition.field in fields and condition.field not in told:
            told[condition.field] = condition.text()
        else:
            name = "" if condition.field == "other" else f"{condition.field}="
            rest.append(name + condition.text())
    return told, "; ".join(rest) or None
