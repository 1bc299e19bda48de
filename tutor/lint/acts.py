"""Facts that act must be told all that they need, and places to act from that the lesson makes."""

from collections.abc import Callable, Iterator
from contextlib import suppress

from tutor.facts import ACTS
from tutor.lesson.flow import FlowError, is_address, parse
from tutor.lesson.parts import Pattern, Place, Term
from tutor.lint.found import Found, suggest


def check(pattern: Pattern, places: set[str]) -> Iterator[Found]:
    """Everything wrong with a pattern about an act; nothing with any other."""
    if pattern.fact not in ACTS:
        return
    kind = ACTS[pattern.fact]
    said = {term.field for term in pattern.terms}
    for field, usual in kind.ASKED.items():
        if usual is None and field not in said:
            yield pattern.place, f"{pattern.fact} must be told: {field}=…"
    for term in pattern.terms:
        yield from _check_term(pattern.fact, term, places)


def check_flow(text: str, where: Place, places: set[str]) -> Iterator[Found]:
    """Places of a flow to be followed that no command of the lesson makes; its form is the reader's business."""
    if "{{" in text:
        return
    with suppress(FlowError):
        flow = parse([text])
        for field, name in (("from", flow.source), ("to", flow.dest)):
            if not _is_place(field, name, places):
                yield where, f'no command of this lesson makes a container "{name}"{suggest(name, places)}'


def _check_term(fact: str, term: Term, places: set[str]) -> Iterator[Found]:
    kind = ACTS[fact]
    if "{{" in term.value:
        return
    if term.field in kind.ASKED and (term.operator != "=" or term.variable or term.value == "*"):
        yield term.place, f"{fact} must be told one {term.field}: write {term.field}=…"
    elif _is_misspelt(term, kind.ALLOWED.get(term.field)):
        yield term.place, f"{term.field} of {fact} cannot be {term.value}"
    elif term.field in kind.PLACES and not _is_place(term.field, kind.place(term.field, term.value), places):
        name = kind.place(term.field, term.value)
        yield term.place, f'no command of this lesson makes a container "{name}"{suggest(name, places)}'


def _is_misspelt(term: Term, allowed: Callable[[str], bool] | None) -> bool:
    literal = term.operator in ("=", "!=") and not term.variable
    return allowed is not None and literal and not allowed(term.value)


def _is_place(field: str, name: str, places: set[str]) -> bool:
    return name in places or (field == "to" and is_address(name))
