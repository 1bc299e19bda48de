"""Who is in the class and where: made of the learners' states, and of what the board itself has seen."""

import time
from dataclasses import dataclass, field, replace

from tutor.classroom.message import State

LONG = 600.0
"""Seconds at one step after which a learner may be stuck."""
MANY = 4
"""Wrong answers at one step after which the same is so."""
MANY_TRIES = 15
"""Commands at one step, likewise."""
GONE = 150.0
"""Seconds of silence after which a learner is gone: a broker that was killed has forgotten their last will."""
MOST = 5000
"""Learners; more than a class has, and few enough for whoever would fill the board with noise."""


@dataclass(slots=True)
class Learner:
    """One row of the board."""

    id: str
    state: State = field(default_factory=State)
    online: bool = False
    heard: float = 0.0
    """When it was said last that they are there, on the monotonic clock."""
    kept: int = 0
    """Events of theirs in the record."""

    def stuck(self, now: float) -> str:
        """Why they may be stuck; empty where nothing says so."""
        state = self.state
        if not self.online or state.done or not state.lesson:
            return ""
        if state.wrong >= MANY:
            return "wrong"
        if state.tries >= MANY_TRIES:
            return "tries"
        return "long" if now - state.since >= LONG else ""


class Roster:
    """Everybody, by their ids."""

    def __init__(self) -> None:
        self.learners: dict[str, Learner] = {}
        self.changed: set[str] = set()
        """Ids of those of whom there is news; whoever shows them empties it."""

    def take_state(self, learner: str, state: State) -> None:
        """A learner tells where they are."""
        if found := self._find(learner):
            found.state = replace(state, since=min(state.since, state.at) if state.at else state.since)
            self.changed.add(learner)

    def take_online(self, learner: str, *, online: bool) -> None:
        """A learner has come, or is gone."""
        if found := self._find(learner):
            found.online, found.heard = online, time.monotonic()
            self.changed.add(learner)

    def expire(self, now: float) -> None:
        """Who was silent for long is not there, whatever was said before."""
        for one in self.learners.values():
            if one.online and now - one.heard > GONE:
                one.online = False
                self.changed.add(one.id)

    def take_kept(self, learner: str, kept: int) -> None:
        """The record has so many of their events."""
        if found := self._find(learner):
            found.kept = kept

    def in_order(self, now: float) -> list[Learner]:
        """Raised hands first, then who may be stuck, then by name; who is gone comes last."""
        return sorted(
            self.learners.values(),
            key=lambda one: (
                not one.online,
                not one.state.hand,
                not one.stuck(now),
                one.state.name.casefold(),
                one.id,
            ),
        )

    def _find(self, learner: str) -> Learner | None:
        if learner not in self.learners and len(self.learners) < MOST:
            self.learners[learner] = Learner(learner)
        return self.learners.get(learner)
