"""The way of a packet through the chains of one hook: which rules may decide, and on what conditions.

A packet is known by the links by which it comes and goes and by whether it begins a connection. What
rules ask beyond that (addresses, ports, …) stays open: the answer is a list of leaves, in order. The first
leaf whose conditions a packet meets says what becomes of it; the last has none, so the list is complete.
"""

import itertools
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, replace

from tutor.firewall.condition import Condition, Conditions, join
from tutor.firewall.rule import CONTINUE, TRANSLATIONS, Chain, Rule, Ruleset

DEEPEST = 32
"""Jumps inside jumps; the kernel allows 16 of its own."""
MOST = 2000
"""Leaves of one walk; beyond them, one says that the rest cannot be told."""
UNKNOWN = "unknown"
TRACKING = -200
"""Priority at which connection tracking looks at what comes in and at what is sent: before it, nothing is known."""
ORIGINAL, REPLY = "original", "reply"
"""The two ways of a connection: as the packet goes that began it, and as answers come."""

Walk = Generator["Leaf", None, bool]
"""Leaves, and at the end whether every packet has been decided on."""


@dataclass(frozen=True, slots=True)
class Packet:
    """What is known of a packet."""

    family: str
    """ip or ip6."""
    state: str
    """new or established; invalid before connection tracking has had its turn."""
    enter: str | None = None
    """Link by which it came; None where it was made here."""
    leave: str | None = None
    """Link by which it goes; None before that is known, and where it stays here."""
    known: Conditions = ()
    """What else it meets, as where it comes from says of its source."""
    direction: str | None = None
    """original or reply; None where it may be either. What begins a connection is always of the original direction."""

    def decide(self, condition: Condition) -> bool | None:
        """Whether the packet meets a condition; None where that depends on more."""
        if condition.field == "direction":
            met = {condition.allows(way) for way in self._directions()}
            return None if len(met) > 1 else met == {True}
        if condition.field not in ("family", "state", "enter", "leave"):
            if any(fact.implies(condition) for fact in self.known):
                return True
            return False if any(fact.excludes(condition) for fact in self.known) else None
        value = getattr(self, condition.field)
        return condition.allows(value if value is not None else "")

    def _directions(self) -> tuple[str, ...]:
        if self.state == "new":
            return (ORIGINAL,)
        if self.state == "invalid":
            return ()
        return (self.direction,) if self.direction else (ORIGINAL, REPLY)

    def seen_by(self, base: Chain) -> "Packet":
        """The packet as a base chain meets it."""
        early = base.hook in ("prerouting", "output") and base.priority < TRACKING
        return replace(self, state="invalid") if early else self


@dataclass(frozen=True, slots=True)
class Leaf:
    """Where the way of some packets ends."""

    verdict: str
    conditions: Conditions
    """What the packets have in common beyond what was known of them; none where it is all the rest."""
    chain: str
    """Name of the chain whose rule, or whose policy, decides."""


Onward = Callable[[Conditions], Iterator[Leaf]]
"""What becomes of packets, of which these conditions are known, after a chain let them go on."""


def leaves(ruleset: Ruleset, hook: str, packet: Packet) -> list[Leaf]:
    """How the filtering chains of a hook decide on a packet, in order, the last leaf being all the rest."""
    bases = [chain for chain in ruleset.base_chains(packet.family, "filter") if chain.hook == hook]
    found: list[Leaf] = []
    taken = _Taken()
    for leaf in _bases(ruleset, bases, packet, ()):
        if len(found) == MOST:
            return [*found, Leaf(UNKNOWN, (), leaf.chain)]
        if not taken.covers(leaf.conditions):
            found.append(leaf)
            taken.add(leaf.conditions)
        if not leaf.conditions:
            return found
    return found


class _Taken:
    """The packets that earlier leaves have taken; those of one address are looked up, as a host may bar thousands."""

    def __init__(self) -> None:
        self._by_address: dict[Condition, list[Conditions]] = {}
        self._others: list[Conditions] = []

    def add(self, conditions: Conditions) -> None:
        one = next((each for each in conditions if each.is_of_one_address), None)
        (self._by_address.setdefault(one, []) if one else self._others).append(conditions)

    def covers(self, later: Conditions) -> bool:
        """Whether nothing is left for a later leaf of what an earlier one has taken."""
        near = (self._by_address.get(mine, ()) for mine in later)
        return any(
            all(any(mine.implies(asked) for mine in later) for asked in earlier)
            for earlier in itertools.chain(self._others, *near)
        )


def _bases(ruleset: Ruleset, bases: list[Chain], packet: Packet, given: Conditions) -> Iterator[Leaf]:
    """Through base chains one after the other: what one accepts, the next still may refuse."""
    if not bases:
        yield Leaf("accept", given, "")
        return
    first, *rest = bases

    def accepted(conditions: Conditions) -> Iterator[Leaf]:
        if all(not chain.rules and chain.policy == "accept" for chain in rest):
            yield Leaf("accept", conditions, "")
        else:
            yield from _bases(ruleset, rest, packet, conditions)

    def fallen(conditions: Conditions) -> Iterator[Leaf]:
        if first.policy == "accept":
            yield from _named(accepted(conditions), first.name)
        else:
            yield Leaf(first.policy, conditions, first.name)

    way = _Way(packet.seen_by(first), ruleset.by_name(first), accepted)
    if not (yield from way.through(first, 0, given, fallen)):
        yield from fallen(given)


def _named(found: Iterator[Leaf], chain: str) -> Iterator[Leaf]:
    """Leaves, with the chain that accepted where no later one decides."""
    for leaf in found:
        yield leaf if leaf.chain else Leaf(leaf.verdict, leaf.conditions, chain)


@dataclass(frozen=True, slots=True)
class _Way:
    """The way through one base chain and those it jumps to."""

    packet: Packet
    chains: Mapping[str, Chain]
    accepted: Onward

    def through(self, chain: Chain, start: int, given: Conditions, back: Onward, depth: int = 0) -> Walk:
        """Leaves from a rule of a chain on.

        ``back`` is what comes after the chain, for packets that return from its middle.
        """
        if depth > DEEPEST:
            yield Leaf(UNKNOWN, given, chain.name)
            return True
        for number, rule in enumerate(chain.rules[start:], start + 1):
            met = self._narrowed(rule, given)
            if met is None or rule.verdict == CONTINUE or rule.verdict in TRANSLATIONS:
                continue
            onward = rule.verdict in ("jump", "goto") and rule.to in self.chains
            done = yield from (
                self._jump(chain, number, rule, met, back, depth)
                if onward
                else self._end(chain, rule, met, back)
            )
            if done and met == given:
                return True
        return False

    def _narrowed(self, rule: Rule, given: Conditions) -> Conditions | None:
        """What is known of packets that meet the rule as well; None where none can."""
        open_ones = []
        for condition in rule.conditions:
            decided = self.packet.decide(condition)
            if decided is False:
                return None
            if decided is None:
                open_ones.append(condition)
        return join(given, open_ones) if open_ones else given

    def _end(self, chain: Chain, rule: Rule, met: Conditions, back: Onward) -> Walk:
        if rule.verdict == "accept":
            yield from _named(self.accepted(met), chain.name)
        elif rule.verdict == "return":
            yield from back(met)
        else:
            yield Leaf(rule.to.lower() if rule.to else rule.verdict, met, chain.name)
        return True

    def _jump(self, chain: Chain, number: int, rule: Rule, met: Conditions, back: Onward, depth: int) -> Walk:
        """What falls out of a chain's end goes on as what never went in: at the next rule, or after a goto's chain."""

        def resume(conditions: Conditions) -> Iterator[Leaf]:
            if not (yield from self.through(chain, number, conditions, back, depth + 1)):
                yield from back(conditions)

        after = back if rule.verdict == "goto" else resume
        done = yield from self.through(self.chains[rule.to or ""], 0, met, after, depth + 1)
        if rule.verdict == "goto" and not done:
            yield from back(met)
            return True
        return done
