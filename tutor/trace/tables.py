"""A namespace's rules, arranged as packets meet them."""

from collections.abc import Iterator, Mapping

from tutor.firewall import Chain, Rule, Ruleset
from tutor.firewall.condition import TRACKED
from tutor.firewall.rule import BOTH, BRIDGE, TRANSLATIONS
from tutor.trace.index import Index

DST_NAT, SRC_NAT = -100, 100
"""Priorities at which connections' addresses are rewritten."""
REWRITES = {"prerouting": DST_NAT, "output": DST_NAT, "input": SRC_NAT, "postrouting": SRC_NAT}
_ASKS_TRACKING = (
    "ctstate",
    "conntrack",
    "connmark",
    "CONNMARK",
    "ct state",
    "ct mark",
    "ct status",
    "ct direction",
    "-j CT",
)
Stage = tuple[int, tuple[Chain, ...]]
"""A priority, and the base chains that are met there."""
Table = tuple[str, str, str]
"""Backend, family and name of a table."""


class Tables:
    """A namespace's rules, arranged as packets meet them."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset
        self._stages: dict[tuple[str, str], tuple[Stage, ...]] = {}
        self._names: dict[Table, dict[str, Chain]] = {}
        self._tracking: dict[str, bool] = {}
        self._indexes: dict[int, Index] = {}
        for chain in ruleset.chains:
            self._names.setdefault((chain.backend, chain.family, chain.table), {})[chain.name] = chain

    def stages(self, hook: str, family: str) -> tuple[Stage, ...]:
        """Base chains in the order in which packets meet them; those that rewrite addresses are one stage of a hook."""
        if (hook, family) not in self._stages:
            self._stages[hook, family] = self._arrange(hook, family)
        return self._stages[hook, family]

    def has(self, family: str) -> bool:
        """Whether there are chains of a family that something meets by itself."""
        return any(chain.family == family and chain.hook for chain in self._ruleset.chains)

    def named(self, chain: Chain) -> Mapping[str, Chain]:
        """The chains that rules of this one may lead to."""
        return self._names[chain.backend, chain.family, chain.table]

    def index(self, chain: Chain) -> Index:
        """By which a chain's rules are found."""
        if id(chain) not in self._indexes:
            self._indexes[id(chain)] = Index(chain.rules)
        return self._indexes[id(chain)]

    def is_tracking(self, family: str) -> bool:
        """Whether something here asks for connection tracking: without that, no chain of nat's is met."""
        if family not in self._tracking:
            self._tracking[family] = any(map(_asks_tracking, self._rules(family)))
        return self._tracking[family]

    def _arrange(self, hook: str, family: str) -> tuple[Stage, ...]:
        """Of two with the same priority the kernel puts the one that came later first; legacy's age cannot be told."""
        families = (family,) if family == BRIDGE else (family, BOTH)
        bases = [
            each for each in reversed(self._ruleset.chains) if each.hook == hook and each.family in families
        ]
        bases.sort(key=lambda chain: (chain.priority, chain.backend == "legacy"))
        stages: list[Stage] = [(each.priority, (each,)) for each in bases if each.kind != "nat"]
        if hook in REWRITES and family != BRIDGE:
            stages.append((REWRITES[hook], tuple(each for each in bases if each.kind == "nat")))
        return tuple(sorted(stages, key=lambda stage: stage[0]))

    def _rules(self, family: str) -> Iterator[Rule]:
        for chain in self._ruleset.chains:
            if chain.family in (family, BOTH):
                yield from chain.rules


def _asks_tracking(rule: Rule) -> bool:
    if rule.verdict in TRANSLATIONS or any(each.field in TRACKED for each in rule.conditions):
        return True
    return any(word in rule.text for word in _ASKS_TRACKING)
