"""Which commands run in the lab, what each of them changes, and which were run in the open step."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tutor.facts.act import Act
from tutor.facts.command import Command
from tutor.observe.shells import Began, Ended, Word
from tutor.session.events import Did, Event
from tutor.state import Change, Row

YOUNG = 3.0
"""Seconds for which a command that runs may be on its way to something; after that it is one that just runs."""


@dataclass(slots=True)
class _Run:
    """A command that runs, or has just ended and may still have an effect."""

    command: str
    node: str
    gained: set[Row] = field(default_factory=set)
    lost: set[Row] = field(default_factory=set)
    ended: bool = False
    began: float = field(default_factory=time.monotonic)


class Commands:
    """Tells of commands as they begin and end, and, when it is quiet again, what each did."""

    def __init__(self, emit: Callable[[Event], None], put: Callable[[Change], None]) -> None:
        self._emit, self._put = emit, put
        self._runs: dict[tuple[str, int], _Run] = {}
        self._rows: set[Row] = set()
        self._number = 0

    @property
    def latest(self) -> str:
        """The command that runs, or was the last to run and may still have an effect; empty where none is."""
        return next(reversed([run.command for run in self._runs.values()]), "")

    @property
    def is_busy(self) -> bool:
        """Whether a command that has begun a moment ago is still running: what it does is not complete."""
        young = time.monotonic() - YOUNG
        return any(not run.ended and run.began > young for run in self._runs.values())

    def hear(self, word: Word) -> None:
        """A shell has told that a command begins or has ended."""
        self._emit(word)
        key = (word.node, word.shell)
        if isinstance(word, Began):
            self.settle()
            self._runs[key] = _Run(word.command, word.node)
        elif key in self._runs:
            self._runs[key].ended = True
            self._add(word)

    def take(self, change: Change) -> None:
        """What comes and goes while a command runs, or shortly after, is its doing."""
        for run in self._runs.values():
            run.gained |= _foreign(change.gained)
            run.lost |= _foreign(change.lost)

    def settle(self) -> None:
        """Tell what the commands that have ended did; it is quiet, or the next one begins."""
        for key in [key for key, run in self._runs.items() if run.ended]:
            run = self._runs.pop(key)
            self._emit(Did(run.command, run.node, Change(frozenset(run.gained), frozenset(run.lost))))

    def forget(self) -> None:
        """Another step is open: nothing has been run in it yet."""
        rows, self._rows = frozenset(self._rows), set()
        if rows:
            self._put(Change(gained=frozenset(), lost=rows))

    def _add(self, word: Ended) -> None:
        row = Command(node=word.node, text_=word.command, exit=word.exit, number=self._number)
        self._number += 1
        self._rows.add(row)
        self._put(Change(gained=frozenset([row]), lost=frozenset()))


def _foreign(rows: Iterable[Row]) -> set[Row]:
    """Rows but those that the tutor itself makes: they are no command's doing."""
    return {row for row in rows if not isinstance(row, Act | Command)}
