"""What the firewall does with packets, by the links they come and go by, whatever chains lead to that."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from tutor.facts.raw import Namespace, Raw
from tutor.facts.route import default_links, networks
from tutor.firewall.condition import LINKS, Condition, Conditions, join, tell
from tutor.firewall.rule import IPV4, IPV6, Ruleset
from tutor.firewall.walk import ORIGINAL, REPLY, Leaf, Packet, leaves
from tutor.state import Row

FROM = {"namespaces", "rules", "links", "routes"}

OTHER = "other"
"""Stands for every link that no rule names: they are all treated alike."""
MIXED = "mixed"
_FIELDS = ("proto", "source", "dest", "sport", "dport")
_VERSIONS = {IPV4: 4, IPV6: 6}
_HOOKS = {
    "prerouting": (True, False),
    "input": (True, False),
    "forward": (True, True),
    "output": (False, True),
    "postrouting": (False, True),
}
"""At each hook: whether the link by which a packet came, and that by which it goes, are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter(Row):
    """What becomes of packets that begin a connection: the firewall's chains, walked for each pair of links.

    Earlier rows take packets from later ones: ``all`` is what is left for the rest. Pairs are made of the links that
    rules name, those with a default route, and ``other`` for any other link. A hook at which everything may pass
    has no rows.

    Packets are taken to come by the link that the namespace's routes lead back by, so that a rule against false
    sources does not show here; and to go where its routes lead.
    """

    netns: str
    """Namespace whose firewall it is."""
    hook: Annotated[str, "forward", "input", "output", "prerouting", "postrouting"]
    """forward (from link to link), input (to the namespace itself), output (from itself), prerouting, postrouting."""
    enter: str | None
    """Link by which the packet came, or other; none with output."""
    leave: str | None
    """Link by which the packet goes, or other; none with input and prerouting."""
    kind: str
    """accept, drop, reject; another target's name, or unknown, where it cannot be told."""
    all: bool
    """yes where it is so for all packets between the two links that no other row speaks of."""
    proto: Annotated[
        str | None,
        "tcp",
        "udp",
        "icmp",
        "icmpv6",
        "ipv6-icmp",
        "sctp",
        "dccp",
        "udplite",
        "gre",
        "esp",
        "ah",
        "igmp",
    ]
    """tcp, udp, …, where it is for one protocol only."""
    source: str | None
    """Packets from this network or address only; with ! in front, all but those."""
    dest: str | None
    """Packets to this network or address only; at forward, that is after dnat."""
    sport: str | None
    """Packets from this port only."""
    dport: str | None
    """Packets to this port only: 80, 8000-8080, or 80,443; at forward, that is after dnat."""
    family: Annotated[int, "4", "6"]
    """4 or 6: the version of IP."""
    replies: str
    """What becomes of answers that come this way, of connections that are allowed already: accept, drop, …, or mixed."""
    chain: str
    """Name of the chain whose rule, or whose policy, decides."""
    exact: bool
    """yes where the fields here say all that is asked; no where there is more, under ``other``."""
    other: str | None
    """What else is asked, in its tool's words, and which packets earlier rows of another kind take from this one."""


def read(raw: Raw) -> Iterator[Filter]:
    """Walk the chains of each namespace for each pair of links."""
    for space in raw.namespaces.values():
        for family, version in _VERSIONS.items():
            where = tuple((link, networks(space, version, link)) for link in _links(space, version))
            yield from _rows(raw.node, space.name, family, space.rules, where)


def _links(space: Namespace, version: int) -> tuple[str, ...]:
    """Those of the namespace's links that a packet's way may depend on."""
    there = {link["IFLA_IFNAME"] for link in space.links.values()}
    conditions = _link_names(space.rules)
    named = {link for link in there if any(_matches(link, name) for name in conditions)}
    ways_out = default_links(space, version)
    return tuple(sorted((named | ways_out) & there - {"lo"})) if conditions or space.rules.chains else ()


def _matches(link: str, name: str) -> bool:
    return link.startswith(name[:-1]) if name.endswith("*") else link == name


@lru_cache(maxsize=64)
def _link_names(ruleset: Ruleset) -> frozenset[str]:
    """Links that rules other than translations name."""
    return frozenset(
        value
        for chain in ruleset.chains
        for rule in chain.rules
        for condition in rule.conditions
        if condition.field in LINKS
        for value in condition.values
    )


@dataclass(frozen=True, slots=True)
class _Between:
    """A hook, and the links between which packets go there."""

    hook: str
    enter: str | None
    leave: str | None


Where = tuple[tuple[str, tuple[str, ...] | None], ...]
"""Links, each with the networks that routes lead to by it; None where that is everything that no other leads to."""


@lru_cache(maxsize=256)
def _rows(node: str, netns: str, family: str, ruleset: Ruleset, where: Where) -> tuple[Filter, ...]:
    links = tuple(link for link, _ in where)
    behind = {link: _behind(link, where) for link in links}
    decided = {
        between: _decisions(ruleset, family, between, _known(between, behind))
        for between in _pairs(ruleset, family, (*links, OTHER))
    }
    closed = {between.hook for between, found in decided.items() if not found.open}
    return tuple(
        _row(node, netns, family, between, leaf, found)
        for between, found in decided.items()
        if between.hook in closed
        for leaf in found.leaves
    )


def _behind(link: str, where: Where) -> Callable[[str], Conditions]:
    """What the address of something behind a link is, for the source or the dest of a packet."""
    led = dict(where)[link]
    others = tuple(network for other, found in where if other != link for network in found or ())
    if led is None:
        return lambda field: (Condition(field, others, negated=True),) if others else ()
    return lambda field: (Condition(field, led),) if led else ()


def _known(between: _Between, behind: Mapping[str, Callable[[str], Conditions]]) -> Conditions:
    ends = ((between.enter, "source"), (between.leave, "dest"))
    return tuple(known for link, field in ends if link and link in behind for known in behind[link](field))


def _pairs(ruleset: Ruleset, family: str, links: tuple[str, ...]) -> Iterator[_Between]:
    bases = list(ruleset.base_chains(family, "filter"))
    for hook, (comes, goes) in _HOOKS.items():
        if any(base.hook == hook and (base.rules or base.policy != "accept") for base in bases):
            for enter in links if comes else (None,):
                yield from (_Between(hook, enter, leave) for leave in (links if goes else (None,)))


@dataclass(frozen=True, slots=True)
class _Decisions:
    leaves: tuple[Leaf, ...]
    """For what begins a connection."""
    later: str
    """For what follows it, the same way."""
    replies: str
    """For what answers it."""

    @property
    def open(self) -> bool:
        """Whether everything is let pass."""
        return {self.later, self.replies, *(leaf.verdict for leaf in self.leaves)} == {"accept"}


def _decisions(ruleset: Ruleset, family: str, between: _Between, known: Conditions) -> _Decisions:
    def decide(state: str, direction: str) -> list[Leaf]:
        packet = Packet(family, state, between.enter, between.leave, known, direction)
        return leaves(ruleset, between.hook, packet)

    replies = _all_told(decide("established", REPLY))
    later = _all_told(decide("established", ORIGINAL)) if _asks_direction(ruleset) else replies
    return _Decisions(tuple(_telling(decide("new", ORIGINAL))), later, replies)


def _all_told(found: list[Leaf]) -> str:
    verdicts = {leaf.verdict for leaf in found}
    return verdicts.pop() if len(verdicts) == 1 else MIXED


@lru_cache(maxsize=64)
def _asks_direction(ruleset: Ruleset) -> bool:
    """Whether a rule tells the two ways of a connection apart; elsewhere one walk is enough for both."""
    rules = (rule for chain in ruleset.chains for rule in chain.rules)
    return any(condition.field == "direction" for rule in rules for condition in rule.conditions)


def _telling(found: list[Leaf]) -> Iterator[Leaf]:
    """Without those that only say early what the last one says for all the rest."""
    last = found[-1]
    for number, leaf in enumerate(found):
        same = (leaf.verdict, leaf.chain) == (last.verdict, last.chain)
        between = (other for other in found[number:] if other.verdict != leaf.verdict)
        if (
            leaf is last
            or not same
            or any(join(leaf.conditions, other.conditions) is not None for other in between)
        ):
            yield leaf


def _row(node: str, netns: str, family: str, between: _Between, leaf: Leaf, found: _Decisions) -> Filter:
    told, other = tell(leaf.conditions, _FIELDS)
    other = "; ".join(filter(None, [other, *_taken(leaf, found.leaves)])) or None
    return Filter(
        node=node,
        netns=netns,
        family=_VERSIONS[family],
        hook=between.hook,
        enter=between.enter,
        leave=between.leave,
        kind=leaf.verdict,
        all=not leaf.conditions,
        proto=told.get("proto"),
        source=told.get("source"),
        dest=told.get("dest"),
        sport=told.get("sport"),
        dport=told.get("dport"),
        replies=found.replies,
        chain=leaf.chain,
        exact=other is None,
        other=other,
    )


def _taken(leaf: Leaf, found: tuple[Leaf, ...]) -> Iterator[str]:
    """The packets that earlier leaves decide otherwise on, though they fit; not for all the rest, which says so."""
    if leaf.conditions:
        for earlier in found[: found.index(leaf)]:
            if earlier.verdict != leaf.verdict and join(earlier.conditions, leaf.conditions) is not None:
                yield f"unless {_words(earlier.conditions)}"


def _words(conditions: Conditions) -> str:
    return " ".join(
        condition.text() if condition.field == "other" else f"{condition.field}={condition.text()}"
        for condition in conditions
    )
