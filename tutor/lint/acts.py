"""Facts that act must be told all that they need, and places to act from that the lesson makes."""

from collections.abc import Callable, Iterator
from ipaddress import ip_address

from tutor.facts import ACTS
from tutor.lesson.model import Pattern, Term
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


def _check_term(fact: str, term: Term, places: set[str]) -> Iterator[Found]:
    kind = ACTS[fact]
    if "{{" in term.value:
        return
    if term.field in kind.ASKED and (term.operator != "=" or term.variable or term.value == "*"):
        yield term.place, f"{fact} must be told one {term.field}: write {term.field}=…"
    elif term.field in kind.PLACES and not _is_place(term, places):
        yield (
            term.place,
            f'no command of this lesson makes a container "{term.value}"{suggest(term.value, places)}',
        )
    elif _is_misspelt(term, kind.ALLOWED.get(term.field)):
        yield term.place, f"{term.field} of {fact} cannot be {term.value}"


def _is_misspelt(term: Term, allowed: Callable[[str], bool] | None) -> bool:
    literal = term.operator in ("=", "!=") and not term.variable
    return allowed is not None and literal and not allowed(term.value)


def _is_place(term: Term, places: set[str]) -> bool:
    if term.value in places:
        return True
    try:
        ip_address(term.value)
    except ValueError:
        return False
    return term.field == "to"
