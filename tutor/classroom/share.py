"""What of a learner's journal the class is told: events, numbered from 1, and the state that follows from them."""

from collections.abc import Callable
from dataclasses import replace

from tutor.classroom.member import Member
from tutor.classroom.message import Event, State, plain
from tutor.journal import Entry, Journal

SHARED = ("opened", "done", "finished", "answered", "broken", "hinted", "solved", "ran", "raised", "lowered")


class Share:
    """Follows a journal. The same journal always makes the same events with the same numbers."""

    def __init__(self, journal: Journal, member: Member) -> None:
        self._journal, self._member = journal, member
        self._after = member.after
        self.events: list[Event] = []
        """All of them since the class was joined."""
        self.state = State(name=member.name)
        self._finished: set[str] = set()

    def poll(self) -> bool:
        """Read what is new in the journal; whether anything is."""
        before = len(self.events)
        for entry in self._journal.entries(kinds=SHARED, after=self._after):
            self._after = entry.id
            self.events.append(self._event(entry, len(self.events) + 1))
            self.state = self._follow(self.state, entry, len(self.events))
        return len(self.events) > before

    def _event(self, entry: Entry, number: int) -> Event:
        right = entry.data.get("right") is True or entry.data.get("exit") == 0
        command = entry.data.get("command") if self._member.shares_commands and entry.kind == "ran" else ""
        told = plain(command) if isinstance(command, str) else ""
        return Event(number, entry.at, entry.lesson, entry.kind, entry.step, right, told)

    def _follow(self, state: State, entry: Entry, number: int) -> State:
        state = replace(state, number=number, at=entry.at)
        if entry.kind == "opened":
            return self._open(state, entry)
        if entry.kind == "finished":
            self._finished.add(entry.lesson)
            return replace(state, finished=len(self._finished))
        follow = _FOLLOW.get(entry.kind)
        return follow(state, entry) if follow else state

    def _open(self, state: State, entry: Entry) -> State:
        """Another step is open; the same one again is where the learner still is."""
        title, steps = entry.data.get("title"), entry.data.get("steps")
        told = plain(title) if isinstance(title, str) else ""
        count = steps if isinstance(steps, int) else 0
        if (state.lesson, state.step) == (entry.lesson, entry.step):
            return replace(state, title=told, steps=count)
        kept = State(state.number, state.name, hand=state.hand, finished=state.finished, at=state.at)
        return replace(kept, lesson=entry.lesson, title=told, step=entry.step, steps=count, since=entry.at)


_FOLLOW: dict[str, Callable[[State, Entry], State]] = {
    "answered": lambda state, entry: replace(
        state, wrong=state.wrong + (entry.data.get("right") is not True)
    ),
    "ran": lambda state, _: replace(state, tries=state.tries + 1),
    "hinted": lambda state, _: replace(state, hints=state.hints + 1),
    "solved": lambda state, _: replace(state, solved=True),
    "done": lambda state, _: replace(state, done=True),
    "raised": lambda state, _: replace(state, hand=True),
    "lowered": lambda state, _: replace(state, hand=False),
}
