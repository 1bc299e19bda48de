"""Which commands run in the lab, what each of them changes, and which were run in the open step."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import inf

from tutor.facts.act import Act
from tutor.facts.command import Command
from tutor.observe.shells import Began, Ended, Word
from tutor.session.events import Did, Event
from tutor.session.quiet import CALM
from tutor.state import Change, Row

YOUNG = 3.0
"""Seconds for which a command that runs may be on its way to something; after that it is one that just runs."""


@dataclass(slots=True, eq=False)
class _Run:
    """A command that runs, or has just ended and may still have an effect."""

    word: Began
    gained: set[Row] = field(default_factory=set)
    lost: set[Row] = field(default_factory=set)
    ended: float = inf
    heard: float = field(default_factory=time.monotonic)

    def is_of(self, word: Ended) -> bool:
        """Whether this is what has ended now."""
        mine = (self.word.node, self.word.shell, self.word.command)
        return self.ended == inf and mine == (word.node, word.shell, word.command)

    def was_on(self, at: float) -> bool:
        """Whether it ran at this moment; of two that follow at once, the moment between is the first one's."""
        return self.word.at < at <= self.ended

    def take(self, change: Change) -> None:
        """Count this among what it did."""
        self.gained |= _foreign(change.gained)
        self.lost |= _foreign(change.lost)


class Commands:
    """Tells of commands as they begin and end, and, when it is quiet again, what each did.

    Some of what a command does is told late, when the next one runs already. So changes are kept
    until it is quiet, and then divided by the moments at which they happened.
    """

    def __init__(self, emit: Callable[[Event], None], put: Callable[[Change], None]) -> None:
        self._emit, self._put = emit, put
        self._runs: list[_Run] = []
        self._kept: list[tuple[float, Change]] = []
        self._rows: set[Row] = set()
        self._number = 0

    @property
    def is_busy(self) -> bool:
        """Whether a command runs that has begun a moment ago, or one has just ended: what it does is not complete."""
        young = time.monotonic() - YOUNG
        return any(run.ended < inf or run.heard > young for run in self._runs)

    def doer(self, change: Change) -> str:
        """The latest command whose doing a change may be; empty where there is none."""
        owners = self._owners(_moment(change))
        return owners[-1].word.command if owners else ""

    def hear(self, word: Word) -> None:
        """A shell has told that a command begins or has ended."""
        self._emit(word)
        if isinstance(word, Began):
            self._runs.append(_Run(word))
            return
        for run in filter(lambda run: run.is_of(word), self._runs):
            run.ended = word.at
            self._add(word)
            return

    def take(self, change: Change) -> None:
        """What comes and goes while a command runs, or shortly after, is its doing."""
        if self._runs:
            self._kept.append((_moment(change), change))

    def settle(self, calm: float = CALM) -> None:
        """Tell what the commands did that ended so many seconds ago."""
        by = time.time() - calm
        for at, change in self._kept:
            for run in self._owners(at):
                run.take(change)
        self._kept.clear()
        ended = [run for run in self._runs if run.ended < by]
        self._runs = [run for run in self._runs if run not in ended]
        for run in ended:
            done = Change(frozenset(run.gained), frozenset(run.lost))
            self._emit(Did(run.word.command, run.word.node, done))

    def forget(self) -> None:
        """Another step is open: nothing has been run in it yet."""
        rows, self._rows = frozenset(self._rows), set()
        if rows:
            self._put(Change(gained=frozenset(), lost=rows))

    def _owners(self, at: float) -> list[_Run]:
        """What ran at this moment; where nothing did, what had ended last."""
        if on := [run for run in self._runs if run.was_on(at)]:
            return on
        before = [run for run in self._runs if run.ended < at]
        return [max(before, key=lambda run: run.ended)] if before else []

    def _add(self, word: Ended) -> None:
        row = Command(node=word.node, text_=word.command, exit=word.exit, number=self._number)
        self._number += 1
        self._rows.add(row)
        self._put(Change(gained=frozenset([row]), lost=frozenset()))


def _moment(change: Change) -> float:
    """When a change happened; now, where it does not say."""
    return time.time() if change.at is None else change.at


def _foreign(rows: Iterable[Row]) -> set[Row]:
    """Rows but those that the tutor itself makes: they are no command's doing."""
    return {row for row in rows if not isinstance(row, Act | Command)}
