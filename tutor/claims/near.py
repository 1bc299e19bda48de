"""The row that comes nearest to what a pattern asks for, so that a learner sees what differs."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from tutor.claims.match import Bindings, extend, fits, split, wanted
from tutor.facts import KINDS
from tutor.lesson.parts import Pattern, Term
from tutor.state import Row, State

_OWN = {"listener": "port"}
"""Kinds whose first own field does not say which thing a row is about."""


def nearest(pattern: Pattern, state: State, bindings: Bindings) -> Row | None:
    """The row that satisfies most terms; None where none is the thing that the pattern speaks of.

    A row is that thing where node, namespace and the kind's first own field (a link's name, a
    route's destination) are equal to what is wanted: web is no almost-right db. Where that field is
    wanted to match, rather than to be equal, it must match.
    """
    equal, rest = split(pattern.terms, bindings)
    kept = identity(pattern.fact)
    matching = [term for term in rest if term.field in kept and term.operator == "~"]
    for fields in _relaxed(equal, kept):
        found = state.find(pattern.fact, **{field: equal[field] for field in fields})
        if rows := [row for row in found if all(fits(term, row, bindings) for term in matching)]:
            return min(rows, key=lambda row: (-_score(pattern, row, bindings), sort_key(row)))
    return None


def identity(fact: str) -> frozenset[str]:
    """Fields that say which thing a row is about."""
    own = (name for name in KINDS[fact].field_names() if name not in ("node", "netns", "family", "proto"))
    return frozenset(("node", "netns", _OWN.get(fact) or next(own)))


def first_misfit(pattern: Pattern, row: Row, bindings: Bindings) -> tuple[Term, str | None]:
    """The first term that a row does not satisfy, and the text that the term wanted; None: any."""
    known = bindings
    for term in sorted(pattern.terms, key=lambda term: term.operator != "=" and term.variable is not None):
        if not fits(term, row, known):
            return term, wanted(term, known)
        known = extend([term], row, known) or known
    raise AssertionError(f"{row} satisfies {pattern}")


def sort_key(row: Row) -> tuple[str, ...]:
    """An order of rows of one kind that is the same in each run."""
    return tuple(row.text(name) or "" for name in row.field_names())


def _relaxed(equal: Mapping[str, str], kept: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """All fields, then all but one, and so on, down to those that are always kept."""
    fixed = tuple(field for field in equal if field in kept)
    free = [field for field in equal if field not in kept]
    for size in range(len(free), -1, -1):
        yield from (fixed + chosen for chosen in combinations(free, size))


def _score(pattern: Pattern, row: Row, bindings: Bindings) -> int:
    return sum(fits(term, row, bindings) for term in pattern.terms)
