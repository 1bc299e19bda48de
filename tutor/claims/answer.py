"""Questions: the right answers on this host, and what a learner's answer is forgiven."""

import re
from collections.abc import Iterator, Sequence

from tutor.claims.act import complete
from tutor.claims.match import binds, matches
from tutor.claims.refusal import refuse
from tutor.claims.search import Search
from tutor.lesson.model import Pattern, Quantifier
from tutor.state import State

ANSWER = "answer"
"""The variable that a question asks for."""

_QUOTES = {"'": "'", '"': '"', "`": "`", "“": "”", "‘": "’"}
_ENDS = (".", ":")
_TWIN = re.compile(r"@if\d+$")


def answers(patterns: Sequence[Pattern], state: State) -> frozenset[str]:
    """Every value that ``$answer`` has in an assignment that satisfies all patterns; none if it cannot be told."""
    patterns = tuple(map(complete, patterns))
    if refuse(patterns, state):
        return frozenset()
    return frozenset(
        value
        for value in _candidates(patterns, state)
        if Search(patterns, state).solve({ANSWER: value}) is not None
    )


def accept(given: str, right: frozenset[str]) -> bool:
    """Whether an answer is one of the right ones.

    Forgiven are case, white space around it, quotes, one dot or colon at the end, and the tail
    ``@if7`` that ``ip link`` writes behind a name; nothing else.
    """
    known = {value.casefold() for value in right if value}
    return not known.isdisjoint(_forms(given.strip().casefold()))


def _candidates(patterns: Sequence[Pattern], state: State) -> set[str]:
    """The values that the first pattern which binds the answer finds for it by itself."""
    some = (pattern for pattern in patterns if pattern.quantifier is Quantifier.SOME)
    binding = (pattern for pattern in some if ANSWER in map(binds, pattern.terms))
    pattern = next(binding, None)
    if pattern is None:
        return set()
    return {bindings[ANSWER] for _, bindings in matches(pattern, state, {})}


def _forms(said: str) -> Iterator[str]:
    """What may have been meant, from the word as it was given to the barest."""
    yield said
    unended = said.removesuffix(".") if said.endswith(".") else said.removesuffix(":")
    bare = _unquoted(unended)
    yield bare
    if unended == said and bare.endswith(_ENDS):
        bare = bare[:-1]
        yield bare
    yield _TWIN.sub("", bare)


def _unquoted(text: str) -> str:
    quoted = len(text) > 1 and _QUOTES.get(text[0]) == text[-1]
    return text[1:-1].strip() if quoted else text
