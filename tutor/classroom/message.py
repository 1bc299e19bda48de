"""What goes over the wire: one learner's state, each event, the board's answers. What comes in is never trusted.

tutor/CLASS/learner/ID/state    retained: where the learner is now
tutor/CLASS/learner/ID/event    one event, numbered from 1
tutor/CLASS/learner/ID/online   retained: 1, or 0 as the learner's last will
tutor/CLASS/learner/ID/seen     retained, from the board: all events up to this number are kept
tutor/CLASS/say                 retained, from the board: words to all
"""

import json
import re
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from tutor.controls import CONTROLS

LARGEST = 20_000
"""Bytes of one message."""
LONGEST = 200
"""Characters of one text in it."""
ID = re.compile(r"[0-9a-f]{16}")
LATEST = 253402300799.0
MOST = 10**9


@dataclass(frozen=True, slots=True)
class Message:
    """Texts, numbers and truths, each of which has a harmless value where another learner's tutor sends nonsense."""

    def encode(self) -> bytes:
        """As it goes over the wire."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def decode(cls, payload: object) -> Self | None:
        """What a message says; None where it says nothing."""
        if not isinstance(payload, bytes) or len(payload) > LARGEST:
            return None
        try:
            told = json.loads(payload)
        except (ValueError, RecursionError):
            return None
        if not isinstance(told, dict):
            return None
        return cls(**{field.name: _value(told.get(field.name), field.default) for field in fields(cls)})


@dataclass(frozen=True, slots=True)
class State(Message):
    """Where a learner is."""

    number: int = 0
    """Of the last event that it knows of."""
    name: str = ""
    lesson: str = ""
    title: str = ""
    """The lesson's."""
    step: int = 0
    steps: int = 0
    since: float = 0.0
    """When this step was opened."""
    at: float = 0.0
    """When anything happened last."""
    wrong: int = 0
    """Wrong answers in this step."""
    tries: int = 0
    """Commands run in this step."""
    hints: int = 0
    solved: bool = False
    """Whether the step's solution was looked at."""
    done: bool = False
    """Whether this step is done."""
    hand: bool = False
    finished: int = 0
    """Lessons finished."""


@dataclass(frozen=True, slots=True)
class Event(Message):
    """One thing that a learner did; a command is only a number unless the learner shares it."""

    number: int = 0
    at: float = 0.0
    lesson: str = ""
    kind: str = ""
    step: int = 0
    right: bool = False
    """Of an answer, whether it was right; of a command, whether its exit status was 0."""
    command: str = ""
    """Only where the learner has said that commands are shared."""


@dataclass(frozen=True, slots=True)
class Seen(Message):
    """The board keeps all events up to this number."""

    number: int = 0
    again: bool = False
    """Whether those after it are to be sent once more."""
    board: str = ""
    """Which board says so: there may be several, each with a record of its own."""


@dataclass(frozen=True, slots=True)
class Say(Message):
    """Words to all."""

    at: float = 0.0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of a class."""

    name: str

    def of(self, learner: str, what: str) -> str:
        """One topic of a learner; ``+`` stands for all."""
        return f"tutor/{self.name}/learner/{learner}/{what}"

    @property
    def say(self) -> str:
        """Where words to all come from."""
        return f"tutor/{self.name}/say"

    def read(self, topic: str) -> tuple[str, str]:
        """The learner and the kind of message; empty where it is none of these topics."""
        parts = topic.split("/")
        right = len(parts) == 5 and parts[:3] == ["tutor", self.name, "learner"]  # noqa: PLR2004 - see above
        return (parts[3], parts[4]) if right and ID.fullmatch(parts[3]) else ("", "")


def plain(text: str) -> str:
    """One line, with nothing in it that a terminal obeys."""
    return " ".join(CONTROLS.sub(" ", text[: LONGEST * 4]).split())[:LONGEST].rstrip()


def _value(told: Any, otherwise: Any) -> Any:
    """The value where it is of the right kind and within bounds."""
    if isinstance(otherwise, bool):
        return told is True
    if isinstance(otherwise, str):
        return plain(told) if isinstance(told, str) else ""
    if isinstance(told, bool) or not isinstance(told, int | float):
        return otherwise
    if isinstance(otherwise, int):
        return told if isinstance(told, int) and 0 <= told <= MOST else 0
    return float(told) if 0 <= told <= LATEST else 0.0
