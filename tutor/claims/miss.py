"""Near misses: answers that somebody might give who has looked at the wrong line, or not to its end."""

from collections.abc import Iterator, Sequence
from ipaddress import ip_address

from tutor.claims.answer import ANSWER
from tutor.lesson.parts import Pattern
from tutor.state import State


def misses(patterns: Sequence[Pattern], state: State, right: frozenset[str]) -> list[str]:
    """No answer at all, what other rows have in its place, and each right one with a letter less or more."""
    cut = {form for value in right for form in (value[:-1], value[1:], f"{value}0")}
    known = set(map(_canonical, right))
    return sorted(
        form for form in {"", "?", *cut, *_neighbours(patterns, state)} if _canonical(form) not in known
    )


def _canonical(form: str) -> str:
    """A form as it is compared; an address, which can be written in many ways (``::`` and ``::0``), in the one."""
    try:
        return str(ip_address(form))
    except ValueError:
        return form.casefold()


def _neighbours(patterns: Sequence[Pattern], state: State) -> Iterator[str]:
    """What the field that the answer stands in is in any row of its kind."""
    for pattern in patterns:
        fields = [term.field for term in pattern.terms if term.variable == ANSWER]
        for row in state.find(pattern.fact) if fields else ():
            yield from filter(None, map(row.text, fields))
