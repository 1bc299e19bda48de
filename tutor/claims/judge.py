"""From a claim's patterns and the host's rows to a verdict."""

from collections.abc import Sequence

from tutor.claims.act import complete, untried
from tutor.claims.cause import Cause, cause_of
from tutor.claims.explain import blamed, confirm_all, explain, question
from tutor.claims.match import Bindings
from tutor.claims.refusal import Refusal, missing_namespace, refuse, trying
from tutor.claims.search import Search
from tutor.claims.see import see, seen_on
from tutor.claims.verdict import Standing, Verdict
from tutor.claims.words import plain
from tutor.language import _
from tutor.lesson.parts import Pattern, Quantifier
from tutor.state import State


def judge(patterns: Sequence[Pattern], state: State) -> Verdict:
    """Whether one assignment of the variables satisfies all patterns; what cannot be told is never a yes."""
    patterns = tuple(map(complete, patterns))
    if refusal := refuse(patterns, state):
        return _cannot_tell(refusal, Cause.APPLICATION if state else Cause.ENGINE, state)
    search = Search(patterns, state)
    solved = search.solve({})
    if solved is not None:
        return _holds(patterns, state, solved)
    if search.doubt:
        return _cannot_tell(search.doubt, Cause.NAMESPACE, state)
    stuck, bindings = search.stuck_at, search.farthest
    if untried(stuck, state) and not missing_namespace(stuck, state, bindings):
        return _cannot_tell(Refusal(trying(), stuck, bindings), cause_of(stuck.fact), state)
    return _refuted(stuck, state, bindings)


def _holds(patterns: Sequence[Pattern], state: State, bindings: Bindings) -> Verdict:
    return Verdict(
        standing=Standing.HOLDS,
        expected=plain(_("; ").join(question(pattern, bindings) for pattern in patterns)),
        found=plain(confirm_all(patterns, state, bindings)),
        command=see(patterns[0], bindings, state),
        node=seen_on(patterns[0], bindings, state),
        rank=cause_of(patterns[0].fact),
        bindings=dict(bindings),
    )


def _refuted(pattern: Pattern, state: State, bindings: Bindings) -> Verdict:
    homeless = pattern.quantifier is Quantifier.SOME and missing_namespace(pattern, state, bindings)
    return Verdict(
        standing=Standing.REFUTED,
        expected=plain(question(pattern, bindings)),
        found=plain(explain(pattern, state, bindings)),
        command="docker ps -a" if homeless else see(pattern, bindings, state),
        node=seen_on(pattern, bindings, state),
        rank=Cause.NAMESPACE if homeless else cause_of(pattern.fact),
        near=None if homeless else blamed(pattern, state, bindings),
    )


def _cannot_tell(refusal: Refusal, rank: Cause, state: State) -> Verdict:
    pattern = refusal.pattern
    return Verdict(
        standing=Standing.CANNOT_TELL,
        expected=plain(question(pattern, refusal.bindings)) if pattern else "",
        found=plain(refusal.reason),
        command=see(pattern, refusal.bindings, state) if pattern else "",
        node=seen_on(pattern, refusal.bindings, state) if pattern else "",
        rank=rank,
    )
