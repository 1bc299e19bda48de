"""Which rules of a long chain a packet can meet at all: found by address and port, not by a walk through all of them."""

from collections.abc import Iterator, Sequence
from heapq import merge

from tutor.firewall import Condition, Rule
from tutor.observe.proof.header import Header

FIELDS = ("source", "dest", "dport", "sport")
"""Fields by which rules are found, where they ask for one value."""
SHORT = 32
"""Rules of a chain that is not worth it."""


class Index:
    """The rules of one chain."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._count = len(rules)
        self._rest: list[int] = []
        self._found: dict[str, dict[str, list[int]]] = {field: {} for field in FIELDS}
        if self._count > SHORT:
            for number, rule in enumerate(rules):
                self._sort_in(number, rule)

    def candidates(self, header: Header) -> Iterator[int]:
        """Numbers of the rules, from 0 and in order, that a packet may meet; the others ask for another packet."""
        values = {field: getattr(header, field) for field in FIELDS}
        if self._count <= SHORT or None in values.values():
            return iter(range(self._count))
        lists = (self._found[field].get(str(value), []) for field, value in values.items())
        return merge(self._rest, *lists)

    def _sort_in(self, number: int, rule: Rule) -> None:
        for field in FIELDS:
            for condition in rule.conditions:
                if condition.field == field and _is_single(condition):
                    self._found[field].setdefault(condition.values[0], []).append(number)
                    return
        self._rest.append(number)


def _is_single(condition: Condition) -> bool:
    value = condition.values[0] if len(condition.values) == 1 else "-"
    return not condition.negated and not any(sign in value for sign in "/-{")
