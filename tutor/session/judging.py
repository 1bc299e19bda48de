"""The claims of the open step: how they stand, how they stood when it was opened, what they have bound."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from tutor.claims import Standing, Verdict, is_pending, judge
from tutor.lesson.fill import fill, names
from tutor.lesson.parts import Claim, Pattern, Quantifier
from tutor.session.events import Event, HeldBefore, Judged
from tutor.session.memo import Memo
from tutor.state import State

PASSING = {"conntrack"}
"""Facts that tell of what has passed, and go by themselves after a while: the kernel forgets, the learner has seen it."""


class Judging:
    """Verdicts of one step at a time, and the values that claims have found so far."""

    def __init__(self, emit: Callable[[Event], None]) -> None:
        self._emit = emit
        self.known: dict[str, str] = {}
        """Values of the lesson's names, and of variables that claims have bound."""
        self.verdicts: dict[Claim, Verdict] = {}
        self.before: dict[Claim, Standing] = {}
        """How claims stood before anything was done in the step."""
        self._memo = Memo()
        self._frozen = self._again = False

    def enter(self, *, again: bool) -> None:
        """Another step is open; one that was done before has nothing to prove any more."""
        self.verdicts, self.before, self._frozen, self._again = {}, {}, False, again
        self._memo = Memo()

    def judge(self, claims: Iterable[Claim], state: State) -> None:
        """Give each claim its verdict; tell of those that are new."""
        for claim in claims:
            patterns = self.filled(claim.patterns)
            verdict = self._memo.get(claim, patterns, state, partial(self._verdict, claim, patterns))
            if verdict and self.verdicts.get(claim) != verdict:
                self.verdicts[claim] = verdict
                self.known.update(verdict.bindings)
                self._emit(Judged(claim, verdict))

    def _verdict(self, claim: Claim, patterns: Sequence[Pattern], state: State) -> Verdict | None:
        """A claim's verdict; None where the last one still stands."""
        verdict = judge(patterns, state)
        return None if self._has_only_passed(claim, verdict, state) else verdict

    def _has_only_passed(self, claim: Claim, verdict: Verdict, state: State) -> bool:
        """Whether a claim has held since something was done in the step, and all that has gone is what passed by."""
        if verdict.standing is Standing.HOLDS or not (self._frozen and self.holds(claim)):
            return False
        lasting = [pattern for pattern in self.filled(claim.patterns) if not _passes(pattern)]
        gone = len(lasting) < len(claim.patterns)
        return gone and (not lasting or judge(lasting, state).standing is Standing.HOLDS)

    def holds(self, claim: Claim) -> bool:
        """Whether a claim of the open step holds now."""
        verdict = self.verdicts.get(claim)
        return verdict is not None and verdict.standing is Standing.HOLDS

    def told(self, claims: Sequence[Claim]) -> dict[Claim, Verdict | None]:
        """Verdicts, but of kept claims only when the others hold: they would give away the cause of a fault."""
        shown = [claim for claim in claims if not claim.kept]
        known = claims if all(map(self.holds, shown)) else shown
        return {claim: self.verdicts.get(claim) for claim in known}

    def remember(self, claims: Iterable[Claim], state: State) -> None:
        """Keep how claims stand as they are when the step begins, except where an act is still to tell."""
        for claim in claims:
            open_still = not self._frozen and claim not in self.before and claim in self.verdicts
            if open_still and not is_pending(self.filled(claim.patterns), state):
                self._keep(claim)

    def freeze(self, claims: Iterable[Claim]) -> None:
        """Something is being done in the step: from now on a claim may turn."""
        for claim in claims:
            if not self._frozen and claim not in self.before and claim in self.verdicts:
                self._keep(claim)
        self._frozen = True

    def filled(self, patterns: tuple[Pattern, ...]) -> tuple[Pattern, ...]:
        """Patterns with what is known in place of its name."""
        return tuple(_fill(pattern, self.known) for pattern in patterns)

    def knows(self, text: str) -> bool:
        """Whether every name in a text has a value."""
        return all(name in self.known for name, _ in names(text))

    def _keep(self, claim: Claim) -> None:
        self.before[claim] = self.verdicts[claim].standing
        if self.before[claim] is Standing.HOLDS and not claim.already and not self._again:
            self._emit(HeldBefore(claim))


def _passes(pattern: Pattern) -> bool:
    return pattern.fact in PASSING and pattern.quantifier is Quantifier.SOME


def _fill(pattern: Pattern, known: Mapping[str, str]) -> Pattern:
    if not any("{{" in term.value for term in pattern.terms):
        return pattern
    terms = tuple(replace(term, value=fill(term.value, known)) for term in pattern.terms)
    return replace(pattern, terms=terms)
