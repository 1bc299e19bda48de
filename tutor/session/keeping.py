"""What the session tells, kept in the journal: commands and what they changed, claims that turned, maps.

An entry for where the learner is, is written at once. The rest is gathered and written when it is
quiet, in one go: a learner never waits for a disk.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from tutor.changes import describe
from tutor.claims import Standing
from tutor.errors import JournalError
from tutor.journal import Entry, Journal
from tutor.lesson.parts import Claim
from tutor.map import build, svg, text
from tutor.observe.shells import Ended
from tutor.session.events import BrokenAgain, Did, Event, Judged, StepDone, Trouble
from tutor.session.plain import to_plain
from tutor.state import Change, State

LONGEST = 4000
"""Characters of a command that are kept."""
MOST = 200
"""Lines of one command's changes that are kept."""
MAP_WIDTH = 100
LARGEST_MAP = 300_000
"""Characters of a map that is kept as a picture."""


class Keeping:
    """Makes entries of events. What the tutor does by itself, like bringing a step back, is not kept."""

    def __init__(
        self, journal: Journal | None, lesson: str, state: Callable[[], State], emit: Callable[[Event], None]
    ) -> None:
        self._journal, self._lesson, self._state, self._emit = journal, lesson, state, emit
        self._is_muted = False
        """While the tutor, and not the learner, is at work."""
        self._step = 0
        self._waiting: list[Entry] = []
        self._ended: list[tuple[Ended, int]] = []
        """Commands of which it is not told yet what they did, and in which step they were run."""
        self._standings: dict[Claim, Standing] = {}

    @contextmanager
    def muted(self) -> Iterator[None]:
        """Keep nothing of what happens meanwhile: it is the tutor's own doing."""
        self._is_muted = True
        try:
            yield
        finally:
            self._is_muted = False

    def note(self, kind: str, step: int, **data: object) -> None:
        """Write this at once, after what was waiting."""
        self._step = step
        self._put(kind, **data)
        self.write()

    def take(self, event: Event) -> None:
        """Gather what is worth keeping of an event."""
        if self._journal is None:
            return
        if isinstance(event, Judged):
            self._take_verdict(event.claim, event.verdict.standing, event.verdict.found)
        if self._is_muted:
            return
        match event:
            case Ended():
                self._ended.append((event, self._step))
            case Did():
                self._take_doing(event)
            case BrokenAgain(index, claim, _verdict, by):
                self._put("broken", of=index, claim=claim.sentence, command=by.command[:LONGEST])
            case StepDone():
                self._put("map", **draw(self._state()))

    def write(self) -> None:
        """Write what was gathered; tell where that cannot be."""
        waiting, self._waiting = self._waiting, []
        try:
            if self._journal and waiting:
                self._journal.add(waiting)
        except JournalError as error:
            self._emit(Trouble(str(error)))

    def end(self) -> None:
        """The lab is about to go: of commands that are not told of any more, keep that they were run."""
        for word, step in self._ended:
            self._put_run(word, step)
        self._ended = []
        self._standings = {}
        self.write()

    def _take_doing(self, did: Did) -> None:
        for number, (word, step) in enumerate(self._ended):
            if (word.command, word.node) == (did.command, did.node):
                del self._ended[number]
                self._put_run(word, step, changes=tell(did.change))
                return

    def _put_run(self, word: Ended, step: int, **known: object) -> None:
        """A command, as of when it began."""
        command = to_plain(word.command)[:LONGEST]
        data = {"command": command, "node": word.node, "exit": word.exit, "seconds": word.seconds}
        began = (word.at or time.time()) - word.seconds
        self._waiting.append(Entry(began, self._lesson, "ran", step, data | known))

    def _take_verdict(self, claim: Claim, standing: Standing, found: str) -> None:
        before = self._standings.get(claim)
        if standing is Standing.CANNOT_TELL or standing is before:
            return
        self._standings[claim] = standing
        if before is not None and not self._is_muted:
            self._put("turned", claim=claim.sentence, holds=standing is Standing.HOLDS, found=found)

    def _put(self, kind: str, **data: object) -> None:
        self._waiting.append(Entry(time.time(), self._lesson, kind, self._step, data))


def tell(change: Change) -> list[list[str]]:
    """What changed, a line a thing: its sign, what kind of thing it is, and the words."""
    return [[line.sign.value, line.subject, line.words] for line in describe(change).lines[:MOST]]


def draw(state: State) -> dict[str, str]:
    """The network as text, and as a picture where that is not too large."""
    scene = build(state)
    lines: Iterable[str] = (
        "".join(piece.text for piece in line).rstrip() for line in text.paint(scene, MAP_WIDTH)
    )
    picture = svg.paint(scene)
    return {"text": "\n".join(lines)} | ({"svg": picture} if len(picture) <= LARGEST_MAP else {})
