"""Rules of the firewall as text, for looking at; what they mean is nat and filter."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from tutor.facts.raw import Raw
from tutor.state import Row

FROM = {"namespaces", "rules"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Row):
    """One rule as its tool prints it."""

    netns: str
    """Namespace whose rule it is."""
    family: str
    """ip, ip6, inet (both), or another family of nftables."""
    table: str
    """nat, filter, …; docker-bridges."""
    chain: str
    """Name of the chain, like DOCKER-USER."""
    position: int
    """Its place in the chain, from 1. A rule put in before it moves it on."""
    spec: str
    """What follows the chain's name in ``iptables-save`` or stands in ``nft list ruleset``, without counters."""
    backend: Annotated[str, "nft", "legacy"]
    """nft or legacy: the part of the kernel that holds it."""


def read(raw: Raw) -> Iterator[Rule]:
    """Number each chain's rules."""
    for space in raw.namespaces.values():
        for chain in space.rules.chains:
            for position, rule in enumerate(chain.rules, 1):
                yield Rule(
                    node=raw.node,
                    netns=space.name,
                    family=chain.family,
                    table=chain.table,
                    chain=chain.name,
                    position=position,
                    spec=rule.text,
                    backend=chain.backend,
                )
