"""Patterns about facts that act: what they leave unsaid, and what must be tried for them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tutor.facts import ACTS
from tutor.language import _
from tutor.lesson.flow import is_address
from tutor.lesson.parts import Pattern, Term
from tutor.state import State

Asked = tuple[tuple[str, str], ...]
"""What is to be tried, field by field."""


def complete(pattern: Pattern) -> Pattern:
    """The pattern with the usual values that it leaves out, and with success where it names no outcome."""
    if pattern.fact not in ACTS:
        return pattern
    said = {term.field for term in pattern.terms}
    usual = {name: value for name, value in ACTS[pattern.fact].ASKED.items() if value is not None}
    implied = {name: value for name, value in usual.items() if name not in said}
    if said.isdisjoint(ACTS[pattern.fact].OUTCOME):
        implied["ok"] = "yes"
    added = tuple(Term(name, "=", value, pattern.place) for name, value in implied.items())
    return replace(pattern, terms=pattern.terms + added)


def asked(patterns: Iterable[Pattern]) -> Iterator[tuple[str, Asked, str]]:
    """What must be tried before these patterns can be judged: the kind, what is asked, and the node it names."""
    for pattern in map(complete, patterns):
        if pattern.fact in ACTS and not act_fault(pattern) and "{{" not in str(pattern):
            node = next((term.value for term in pattern.terms if term.field == "node"), "")
            yield pattern.fact, _asked(pattern), node


def act_fault(pattern: Pattern) -> str:
    """Why an act could not be tried as the pattern says; empty where it could."""
    if pattern.fact not in ACTS:
        return ""
    kind = ACTS[pattern.fact]
    said = {term.field for term in pattern.terms}
    missing = [name for name, usual in kind.ASKED.items() if usual is None and name not in said]
    if missing:
        return _("{fact} must be told: {fields}", fact=pattern.fact, fields=" ".join(missing))
    return next(filter(None, (_term_fault(pattern.fact, term) for term in pattern.terms)), "")


def untried(pattern: Pattern, state: State) -> bool:
    """Whether a pattern is about an act that nothing is known of yet."""
    return pattern.fact in ACTS and not state.find(pattern.fact, **dict(_asked(complete(pattern))))


def is_pending(patterns: Iterable[Pattern], state: State) -> bool:
    """Whether some act of these patterns could be tried, but nothing is known of it yet."""
    return any(
        untried(pattern, state)
        and not act_fault(pattern)
        and all(is_place(name, state) for name in places(pattern))
        for pattern in patterns
    )


def places(pattern: Pattern) -> Iterator[str]:
    """Namespaces that an act needs, by name; an address needs none."""
    if pattern.fact in ACTS:
        kind = ACTS[pattern.fact]
        terms = (term for term in pattern.terms if term.field in kind.PLACES and term.operator == "=")
        texts = (kind.place(term.field, term.value) for term in terms)
        yield from (text for text in texts if not is_address(text))


def is_place(name: str, state: State) -> bool:
    """Whether a namespace or a node of this name is observed somewhere."""
    return bool(state.find("namespace", name=name) or state.find("namespace", node=name))


def _term_fault(fact: str, term: Term) -> str:
    kind = ACTS[fact]
    allowed = kind.ALLOWED.get(term.field)
    if term.field in kind.ASKED and (term.operator != "=" or term.variable is not None or term.value == "*"):
        return _("{fact} must be told one {field}: write {field}=…", fact=fact, field=term.field)
    if allowed and term.operator in ("=", "!=") and term.variable is None and not allowed(term.value):
        return _("{field} of {fact} cannot be {value}", fact=fact, field=term.field, value=term.value)
    return ""


def _asked(pattern: Pattern) -> Asked:
    values = {term.field: term.value for term in pattern.terms if term.operator == "="}
    return tuple((name, values.get(name, "")) for name in ACTS[pattern.fact].ASKED)
