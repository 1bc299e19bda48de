"""Rules, chains and all of a namespace's chains, whichever tool made them."""

from collections.abc import Iterator
from dataclasses import dataclass

from tutor.firewall.condition import Conditions

IPV4, IPV6, BOTH, BRIDGE = "ip", "ip6", "inet", "bridge"
"""Families of chains: of what IP's packets meet, and of what frames meet that pass a bridge."""
TRANSLATIONS = frozenset({"masquerade", "dnat", "snat", "redirect"})
ENDS = frozenset({"accept", "drop", "reject"})
"""Verdicts after which a base chain is done with a packet; so is it after any target that is not known here."""
CONTINUE = "continue"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: when all its conditions are met, its verdict applies."""

    conditions: Conditions
    verdict: str
    """accept, drop, reject, return, jump, goto, continue, a translation, or another target's name in lower case."""
    to: str | None = None
    """With jump and goto: the chain's name. With a translation: the new address."""
    text: str = ""
    """As its tool prints it, without counters."""
    handle: int | None = None
    """The kernel's number for it in its table, with nftables: by it the kernel's own trace names a rule."""


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain and its rules in order."""

    backend: str
    """nft or legacy: the part of the kernel that holds it."""
    family: str
    """ip, ip6, inet, bridge, or another: arp, netdev."""
    table: str
    name: str
    rules: tuple[Rule, ...]
    hook: str | None = None
    """prerouting, input, forward, output or postrouting (ingress or egress with netdev), with a base chain."""
    priority: int = 0
    policy: str = "accept"
    kind: str = "filter"
    """With a base chain: filter or nat."""


@dataclass(frozen=True, slots=True)
class Ruleset:
    """All chains of a namespace."""

    chains: tuple[Chain, ...] = ()

    def base_chains(self, family: str, kind: str) -> Iterator[Chain]:
        """Those that packets of an IP version meet by themselves, in the order in which they are met."""
        found = [
            chain
            for chain in self.chains
            if chain.hook and chain.kind == kind and chain.family in (family, BOTH)
        ]
        yield from sorted(found, key=lambda chain: chain.priority)

    def by_name(self, like: Chain) -> dict[str, Chain]:
        """The chains to which a chain's rules may jump."""
        table = (like.backend, like.family, like.table)
        return {
            chain.name: chain for chain in self.chains if (chain.backend, chain.family, chain.table) == table
        }
