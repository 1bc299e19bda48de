"""One pattern against the rows: which rows fit, and what its variables are bound to by each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tutor.claims.compare import compare
from tutor.lesson.parts import Pattern, Quantifier, Term
from tutor.state import Row, State

Bindings = Mapping[str, str]
"""Values of variables, by their names without the dollar sign."""


def binds(term: Term) -> str | None:
    """The variable that a term gives a value to, or compares with the one it has."""
    return term.variable if term.operator == "=" else None


def binding_names(patterns: Iterable[Pattern]) -> tuple[str, ...]:
    """The variables that have a value when a claim holds, in the order in which they are written."""
    some = (pattern for pattern in patterns if pattern.quantifier is Quantifier.SOME)
    names = (binds(term) for pattern in some for term in pattern.terms)
    return tuple(dict.fromkeys(name for name in names if name is not None))


def wanted(term: Term, bindings: Bindings) -> str | None:
    """The text that a term compares with; None for ``*`` and for a variable without a value: any will do."""
    if term.variable is not None:
        return bindings.get(term.variable)
    return None if term.value == "*" else term.value


def fits(term: Term, row: Row, bindings: Bindings) -> bool:
    """Whether a row satisfies one term."""
    found, text = row.text(term.field), wanted(term, bindings)
    return found is not None if text is None else compare(term.operator, found, text)


def matches(pattern: Pattern, state: State, bindings: Bindings) -> Iterator[tuple[Row, Bindings]]:
    """Rows that satisfy all terms, each with the bindings and what it binds beyond them; in no order."""
    equal, rest = split(pattern.terms, bindings)
    for row in state.find(pattern.fact, **equal):
        extended = extend(rest, row, bindings)
        if extended is not None:
            yield row, extended


def supports(pattern: Pattern, state: State, bindings: Bindings) -> frozenset[Row]:
    """The rows that satisfy a pattern under these bindings."""
    return frozenset(row for row, _ in matches(pattern, state, bindings))


def split(terms: Iterable[Term], bindings: Bindings) -> tuple[dict[str, str], list[Term]]:
    """Terms that an index answers, by field; and the others, those that bind before those that compare."""
    equal: dict[str, str] = {}
    rest = []
    for term in terms:
        text = wanted(term, bindings)
        if term.operator == "=" and text is not None and term.field not in equal:
            equal[term.field] = text
        else:
            rest.append(term)
    return equal, sorted(rest, key=lambda term: term.operator != "=")


def extend(terms: Sequence[Term], row: Row, bindings: Bindings) -> Bindings | None:
    """The bindings with what the row binds; None where the row does not satisfy every term."""
    for term in terms:
        if not fits(term, row, bindings):
            return None
        bindings = _bound(term, row, bindings)
    return bindings


def _bound(term: Term, row: Row, bindings: Bindings) -> Bindings:
    name, text = binds(term), row.text(term.field)
    if name is None or text is None or name in bindings:
        return bindings
    return {**bindings, name: text}
