"""The search for one assignment of a claim's variables that satisfies all its patterns."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tutor.claims.compare import order
from tutor.claims.match import Bindings, binding_names, matches
from tutor.claims.refusal import Refusal, unseen
from tutor.lesson.parts import Pattern, Quantifier
from tutor.state import State


class Search:
    """A depth-first search that remembers how far it came, so that a failure can be explained.

    Patterns that bind come first, then those about absence and number; else in written order.
    Values are tried in sorted order, so the assignment found does not depend on that of the rows.
    What failed once is not tried again with other values of variables that play no part in it.
    """

    def __init__(self, patterns: Sequence[Pattern], state: State) -> None:
        self.patterns = _schedule(patterns)
        self.doubt: Refusal | None = None
        """The first pattern that could not be told of, under some assignment."""
        self.depth = -1
        """How many patterns were satisfied together at most."""
        self.farthest: Bindings = {}
        """The first assignment that came so far."""
        self._state = state
        self._relevant = [_variables(self.patterns[at:]) for at in range(len(self.patterns))]
        self._failed: set[tuple[int, tuple[str | None, ...]]] = set()

    @property
    def stuck_at(self) -> Pattern:
        """After a failure: the first pattern that the farthest assignment does not satisfy."""
        return self.patterns[self.depth]

    def solve(self, bindings: Bindings, depth: int = 0) -> Bindings | None:
        """The smallest assignment that extends this one and satisfies all patterns; None if there is none."""
        if depth > self.depth:
            self.depth, self.farthest = depth, bindings
        if depth == len(self.patterns):
            return bindings
        key = (depth, tuple(bindings.get(name) for name in self._relevant[depth]))
        if key not in self._failed:
            for extended in self._ways(self.patterns[depth], bindings):
                solved = self.solve(extended, depth + 1)
                if solved is not None:
                    return solved
            self._failed.add(key)
        return None

    def _ways(self, pattern: Pattern, bindings: Bindings) -> Iterator[Bindings]:
        if pattern.quantifier is Quantifier.SOME:
            yield from _extensions(pattern, self._state, bindings)
        elif reason := unseen(pattern, self._state, bindings):
            self.doubt = self.doubt or Refusal(reason, pattern, bindings)
        elif is_satisfied(pattern, self._state, bindings):
            yield bindings


def _schedule(patterns: Sequence[Pattern]) -> list[Pattern]:
    """Patterns in the order of asking; one that compares with a later variable is asked again when that is bound."""
    known: set[str] = set()
    asked: list[Pattern] = []
    waiting: list[Pattern] = []
    for pattern in patterns:
        if pattern.quantifier is not Quantifier.SOME:
            continue
        known.update(binding_names([pattern]))
        now = tuple(term for term in pattern.terms if term.variable is None or term.variable in known)
        asked.append(replace(pattern, terms=now))
        waiting += [pattern] if now != pattern.terms else []
        asked += [late for late in waiting if known.issuperset(_variables([late]))]
        waiting = [late for late in waiting if not known.issuperset(_variables([late]))]
    return asked + [pattern for pattern in patterns if pattern.quantifier is not Quantifier.SOME]


def is_satisfied(pattern: Pattern, state: State, bindings: Bindings) -> bool:
    """Whether a pattern about absence or number is true of the observed rows."""
    if pattern.quantifier is Quantifier.NO:
        return not _any(pattern, state, bindings)
    return order(pattern.comparison, sum(1 for _ in matches(pattern, state, bindings)), pattern.number)


def _extensions(pattern: Pattern, state: State, bindings: Bindings) -> Iterator[Bindings]:
    new = [name for name in binding_names([pattern]) if name not in bindings]
    if not new:
        yield from [bindings] if _any(pattern, state, bindings) else []
        return
    found = {tuple(extended[name] for name in new) for _, extended in matches(pattern, state, bindings)}
    for values in sorted(found):
        yield {**bindings, **dict(zip(new, values, strict=True))}


def _variables(patterns: Sequence[Pattern]) -> tuple[str, ...]:
    terms = (term for pattern in patterns for term in pattern.terms)
    return tuple(dict.fromkeys(term.variable for term in terms if term.variable is not None))


def _any(pattern: Pattern, state: State, bindings: Bindings) -> bool:
    return next(matches(pattern, state, bindings), None) is not None
