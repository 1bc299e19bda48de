"""A namespace's rules as a text, for whoever follows a packet elsewhere: written once, and read once, while they stay the same.

Of a rule that iptables has told of, its own words are enough; what else a rule asks is written out.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from tutor.firewall import Chain, Condition, Rule, Ruleset
from tutor.firewall.iptables import parse_rule

KEPT = 64
"""Namespaces whose rules are remembered."""


class Encoder:
    """Writes the rules of namespaces, those that have changed."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Ruleset, str]] = {}

    def text(self, name: str, rules: Ruleset) -> str:
        """A namespace's rules."""
        before, text = self._known.get(name, (None, ""))
        if before is not rules:
            text = encode(rules)
            if len(self._known) > KEPT:
                self._known.clear()
            self._known[name] = (rules, text)
        return text


def encode(rules: Ruleset) -> str:
    """All chains as one text."""
    chains = [
        {name: getattr(chain, name) for name in Chain.__slots__ if name != "rules"}
        | {"rules": [_encode_rule(rule) for rule in chain.rules]}
        for chain in rules.chains
    ]
    return json.dumps(chains, separators=(",", ":"))


@lru_cache(maxsize=KEPT)
def decode(text: str) -> Ruleset:
    """The rules that were encoded so; the same ones for the same text."""
    return Ruleset(tuple(_decode_chain(each) for each in json.loads(text)))


def _encode_rule(rule: Rule) -> list[Any]:
    read = parse_rule(rule.text)
    if (read.conditions, read.verdict, read.to) == (rule.conditions, rule.verdict, rule.to):
        return [rule.text, rule.handle]
    conditions = [(each.field, each.values, each.negated) for each in rule.conditions]
    return [rule.text, rule.handle, rule.verdict, rule.to, conditions]


def _decode_chain(told: Mapping[str, Any]) -> Chain:
    return Chain(**{**told, "rules": tuple(_decode_rule(*rule) for rule in told["rules"])})


def _decode_rule(text: str, handle: int | None, *more: Any) -> Rule:
    if not more:
        read = parse_rule(text)
        return Rule(read.conditions, read.verdict, read.to, text, handle)
    verdict, to, conditions = more
    read_conditions = tuple(Condition(field, tuple(values), negated) for field, values, negated in conditions)
    return Rule(read_conditions, verdict, to, text, handle)
