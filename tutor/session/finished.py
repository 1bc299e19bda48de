"""Keeps an eye on what was achieved: claims of finished steps that break again, and what undid them."""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass

from tutor.claims import Standing, Verdict, judge, supports
from tutor.facts import ACTS
from tutor.lesson.parts import Claim, Pattern, Quantifier
from tutor.session.events import BrokenAgain, Event, Mended, Undoing
from tutor.session.judging import PASSING, Judging
from tutor.state import Change, Row, State

OWN = {*ACTS, "command", *PASSING}
"""Facts that are there only while their step is open, or that go by themselves."""


@dataclass(slots=True)
class _Watched:
    """A claim that held when its step was done."""

    index: int
    claim: Claim
    patterns: tuple[Pattern, ...]
    bindings: Mapping[str, str]
    """Of the last time it held."""
    verdict: Verdict | None = None
    """Since it does not hold any more."""
    by: Undoing | None = None
    told: bool = False

    @property
    def kinds(self) -> set[str]:
        """Fact kinds that it depends on."""
        return {pattern.fact for pattern in self.patterns} | {"namespace"}


class Finished:
    """Claims are judged again only when rows of their kinds have changed, and told of when it is quiet.

    A step may well undo what an earlier one has built: what does not hold when a later step is
    done, or when the tutor itself has broken something, is watched no longer.
    """

    def __init__(self, emit: Callable[[Event], None], judging: Judging) -> None:
        self._emit, self._judging = emit, judging
        self._watched: list[_Watched] = []

    @property
    def broken(self) -> list[BrokenAgain]:
        """What is broken now, as it was told."""
        return [_event(watched) for watched in self._watched if watched.told]

    def add(self, index: int, claims: Iterable[Claim]) -> None:
        """A step is done: from now on its claims are watched, as they were judged in it."""
        self.forget_broken()
        self._watched = [watched for watched in self._watched if watched.index != index]
        for claim in claims:
            if not claim.already and OWN.isdisjoint(pattern.fact for pattern in claim.patterns):
                patterns, verdict = self._judging.filled(claim.patterns), self._judging.verdicts[claim]
                self._watched.append(_Watched(index, claim, patterns, verdict.bindings))

    def forget_broken(self) -> None:
        """The lesson has moved on: what does not hold now need not hold any more."""
        for watched in self._watched:
            if watched.told:
                self._emit(Mended(watched.index, watched.claim))
        self._watched = [watched for watched in self._watched if watched.verdict is None]

    def take(self, change: Change, before: State, state: State, command: str) -> None:
        """The host has changed, while or shortly after this command ran."""
        kinds = {row.fact() for row in change.gained | change.lost}
        for watched in self._watched:
            if not kinds.isdisjoint(watched.kinds):
                self._judge(watched, change, before, state, command)

    def settle(self, asked: Container[str] = ()) -> None:
        """It is quiet: tell of what is still broken, but for what these commands undid, which the lesson asks for."""
        self._watched = [each for each in self._watched if not (each.by and each.by.command in asked)]
        for watched in self._watched:
            if watched.verdict and not watched.told:
                watched.told = True
                self._emit(_event(watched))

    def _judge(self, watched: _Watched, change: Change, before: State, state: State, command: str) -> None:
        verdict = judge(watched.patterns, state)
        if verdict.standing is Standing.HOLDS:
            if watched.told:
                self._emit(Mended(watched.index, watched.claim))
            watched.bindings, watched.verdict, watched.by, watched.told = verdict.bindings, None, None, False
        elif watched.verdict is None:
            watched.verdict = verdict
            watched.by = Undoing(_relevant(watched, change, before, state), command)
        else:
            watched.verdict = verdict


def _event(watched: _Watched) -> BrokenAgain:
    assert watched.verdict
    assert watched.by
    return BrokenAgain(watched.index, watched.claim, watched.verdict, watched.by)


def _relevant(watched: _Watched, change: Change, before: State, state: State) -> Change:
    """Of a change, the rows that the claim stood on, and those that should not have come."""
    lost: set[Row] = set()
    gained: set[Row] = set()
    for pattern in watched.patterns:
        lost |= change.lost.intersection(supports(pattern, before, watched.bindings))
        if pattern.quantifier is not Quantifier.SOME:
            gained |= change.gained.intersection(supports(pattern, state, watched.bindings))
    replaced = {_identity(row) for row in lost}
    gained |= {row for row in change.gained if _identity(row) in replaced}
    return Change(frozenset(gained), frozenset(lost))


def _identity(row: Row) -> tuple[str | None, ...]:
    """What a row is about, however the rest of it may have changed."""
    return (row.fact(), *(row.text(name) for name in ("node", "netns", "name") if name in row.field_names()))
