"""Which rules rewrite addresses, and which packets come by them."""

from collections.abc import Iterator
from dataclasses import dataclass

from tutor.firewall.condition import TRACKED, Condition, Conditions, join
from tutor.firewall.rule import CONTINUE, TRANSLATIONS, Chain, Rule, Ruleset
from tutor.firewall.walk import DEEPEST, Packet

HOOKS = ("prerouting", "input", "output", "postrouting")


@dataclass(frozen=True, slots=True)
class Translation:
    """A rule that rewrites addresses, with what is asked of a packet all along the way to it."""

    rule: Rule
    conditions: Conditions
    """Of the rule, and those that every way to it has in common."""
    hooks: tuple[tuple[str, bool], ...]
    """Where packets meet it, and whether the way there asks for more than the conditions say."""
    exceptions: tuple[Conditions, ...]
    """Packets that earlier rules let go untouched though they fit."""


@dataclass(frozen=True, slots=True)
class _Path:
    rule: Rule
    spot: tuple[str, ...]
    """Which rule of which chain."""
    hook: str
    conditions: Conditions
    exceptions: tuple[Conditions, ...]


def translations(ruleset: Ruleset, family: str) -> Iterator[Translation]:
    """Every rule that rewrites addresses of one IP version and that packets can come to."""
    found: dict[tuple[str, ...], list[_Path]] = {}
    for base in ruleset.base_chains(family, "nat"):
        walk = _Walk(ruleset.by_name(base), base.hook or "", family)
        for path in walk.through(base, ()):
            found.setdefault(path.spot, []).append(path)
    yield from (_together(paths) for paths in found.values())


def _together(paths: list[_Path]) -> Translation:
    """All ways to one rule as one translation."""
    candidates = dict.fromkeys(condition for path in paths for condition in path.conditions)
    common = join(
        condition
        for condition in candidates
        if all(any(own.implies(condition) for own in path.conditions) for path in paths)
    )
    hooks: dict[str, bool] = {}
    for path in paths:
        asks_more = not all(condition in (common or ()) for condition in path.conditions)
        hooks[path.hook] = hooks.get(path.hook, True) and asks_more
    return Translation(
        paths[0].rule,
        common or (),
        tuple(sorted(hooks.items(), key=lambda hook: HOOKS.index(hook[0]))),
        tuple(dict.fromkeys(exception for path in paths for exception in path.exceptions)),
    )


@dataclass(slots=True)
class _Walk:
    """The ways from a base chain to its translations."""

    chains: dict[str, Chain]
    hook: str
    family: str

    def through(
        self, chain: Chain, given: Conditions, passed: tuple[Conditions, ...] = (), depth: int = 0
    ) -> Iterator[_Path]:
        """Translations from a chain on, for packets of which this is given; those that passed by are left out."""
        if depth > DEEPEST:
            return
        for number, rule in enumerate(chain.rules):
            met = self._narrowed(rule, given)
            if met is None or rule.verdict == CONTINUE:
                continue
            if rule.verdict in TRANSLATIONS:
                spot = (chain.backend, chain.family, chain.table, chain.name, str(number))
                excepted = tuple(other for other in passed if join(met, other) is not None)
                yield _Path(rule, spot, self.hook, met, excepted)
            elif rule.verdict in ("jump", "goto") and rule.to in self.chains:
                yield from self.through(self.chains[rule.to], met, passed, depth + 1)
                if rule.verdict == "jump":
                    continue
            if met == given:
                return
            passed = (*passed, met)

    def _decided(self) -> tuple[str, ...]:
        """Fields whose values are known: nothing has come by a link where it is sent, or left where it has just come."""
        no_link = {"output": ("enter",), "prerouting": ("leave",), "input": ("leave",)}
        return ("family", *TRACKED, *no_link.get(self.hook, ()))

    def _narrowed(self, rule: Rule, given: Conditions) -> Conditions | None:
        packet = Packet(self.family, "new")
        left: list[Condition] = []
        for condition in rule.conditions:
            decided = packet.decide(condition) if condition.field in self._decided() else None
            if decided is False:
                return None
            if condition.field not in ("family", *TRACKED):
                left.append(condition)
        return join(given, left)
