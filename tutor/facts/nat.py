"""Address translation by what it means, whatever chain, tool or engine wrote the rule."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tutor.facts.raw import Namespace, Raw
from tutor.firewall.condition import Condition, tell
from tutor.firewall.rule import IPV4, IPV6, Ruleset
from tutor.firewall.translate import Translation, translations
from tutor.state import Row

FROM = {"namespaces", "rules"}

_VERSIONS = {IPV4: 4, IPV6: 6}
_COMES = {"dnat", "redirect"}
"""Kinds for which it matters by which link a packet comes; for the others, by which it goes."""
_OWN = {"to_self": "dest", "from_self": "source"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Nat(Row):
    """A rule that rewrites addresses, and that packets can come to.

    A rule that no chain of the kernel's leads to has no row. Rules that Docker's engines to 28 put before it to let
    packets from a bridge pass by are not told of; any other exception is, under ``other``.
    """

    netns: str
    """Namespace whose rule it is."""
    kind: str
    """masquerade, dnat, snat or redirect."""
    proto: str | None
    """tcp, udp, …, where the rule is for one protocol only."""
    source: str | None
    """Packets from this network or address only, like 172.17.0.0/16; with ! in front, all but those."""
    dest: str | None
    """Packets to this network or address only; with ! in front, all but those."""
    sport: str | None = None
    """Packets from this port only."""
    dport: str | None
    """Packets to this port only: 8080, 8000-8080, or 80,443."""
    unless: str | None
    """Name of the link that excepts a packet: leaving by it (masquerade, snat), come in by it (dnat, redirect)."""
    link: str | None
    """Name of the link that a packet must use: to leave by (masquerade, snat), to come in by (dnat, redirect)."""
    to: str | None
    """New address, like 172.17.0.2:80; with redirect, the new port alone."""
    own: str | None = None
    """dest where only packets to an address of the namespace's own are meant, source where only packets from one are."""
    hooks: str = ""
    """Where packets meet it: prerouting, output, …; in parentheses where the way there asks for more, as Docker's
    in output does for addresses other than 127.0.0.0/8."""
    family: int = 4
    """4 or 6: the version of IP."""
    exact: bool = True
    """yes where the fields here say all that the rule asks; no where there is more, under ``other``."""
    other: str | None = None
    """What else the rule asks, in its tool's words, and which packets are excepted."""


def read(raw: Raw) -> Iterator[Nat]:
    """Turn rules that rewrite addresses into what they mean."""
    for space in raw.namespaces.values():
        for family in _VERSIONS:
            for found in _translations(space.rules, family):
                yield _row(raw.node, space, family, found)


@lru_cache(maxsize=256)
def _translations(ruleset: Ruleset, family: str) -> tuple[Translation, ...]:
    return tuple(translations(ruleset, family))


def _row(node: str, space: Namespace, family: str, found: Translation) -> Nat:
    near = "enter" if found.rule.verdict in _COMES else "leave"
    links = [condition for condition in found.conditions if condition.field == near]
    barred = next((condition for condition in links if condition.negated), None)
    wanted = next((condition for condition in links if not condition.negated), None)
    own = next((condition for condition in found.conditions if _is_own(condition)), None)
    rest = [condition for condition in found.conditions if condition not in (barred, wanted, own)]
    told, other = tell(rest, ("proto", "source", "dest", "sport", "dport"))
    other = "; ".join(filter(None, [other, *_exceptions(found)])) or None
    return Nat(
        node=node,
        netns=space.name,
        family=_VERSIONS[family],
        kind=found.rule.verdict,
        proto=told.get("proto"),
        source=told.get("source"),
        dest=told.get("dest"),
        sport=told.get("sport"),
        dport=told.get("dport"),
        unless=barred.text()[1:] if barred else None,
        link=wanted.text() if wanted else None,
        to=found.rule.to,
        own=_OWN[own.field] if own else None,
        hooks=" ".join(f"({hook})" if asks_more else hook for hook, asks_more in found.hooks),
        exact=other is None,
        other=other,
    )


def _is_own(condition: Condition) -> bool:
    return condition.field in _OWN and not condition.negated


def _exceptions(found: Translation) -> Iterator[str]:
    """Packets that pass the rule by, other than those that the engine lets pass for the link they came by."""
    for conditions in found.exceptions:
        told, other = tell(conditions, {condition.field for condition in conditions} - {"other"})
        beyond = {name: text for name, text in told.items() if name not in ("enter", *_OWN)}
        if beyond or other:
            yield "unless " + " ".join(
                [*(f"{name}={text}" for name, text in told.items()), *filter(None, [other])]
            )
