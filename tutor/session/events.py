"""What happens in a session, as one stream of small messages."""

from dataclasses import dataclass

from tutor.claims import Standing, Verdict
from tutor.lesson.model import Step
from tutor.lesson.parts import Choose, Claim, Place, Question
from tutor.observe.shells import Began, Ended
from tutor.state import Change
from tutor.trace.hop import Path


@dataclass(frozen=True, slots=True)
class Progressed:
    """The lab has come a bit further on its way up, or back to a step."""

    words: str


@dataclass(frozen=True, slots=True)
class LabReady:
    """The lab is up and its first full picture was read."""

    lab: str
    """Its name."""
    seconds: float
    """From nothing to an answering engine."""


@dataclass(frozen=True, slots=True)
class StepOpened:
    """A step is before the learner."""

    index: int
    """From 0."""
    step: Step


@dataclass(frozen=True, slots=True)
class Observed:
    """The node changed."""

    change: Change


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim of the open step has a new verdict."""

    claim: Claim
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class HeldBefore:
    """A claim that should turn in the open step held before anything was done in it: it proves nothing."""

    claim: Claim


@dataclass(frozen=True, slots=True)
class Undoing:
    """What made a claim break."""

    change: Change
    """The rows that it stood on and that went, and those that came in their place or should not have come."""
    command: str
    """The command that was running then, or had just ended; empty where none was."""


@dataclass(frozen=True, slots=True)
class BrokenAgain:
    """A claim of a step that was done holds no longer."""

    index: int
    """The step's number, from 0."""
    claim: Claim
    verdict: Verdict
    by: Undoing


@dataclass(frozen=True, slots=True)
class Mended:
    """A claim that was broken again holds again, or need not hold any more."""

    index: int
    claim: Claim


@dataclass(frozen=True, slots=True)
class Did:
    """What a command did, told when it is quiet again.

    A row that came and went while it ran is among both, gained and lost.
    """

    command: str
    node: str
    change: Change


@dataclass(frozen=True, slots=True)
class Traced:
    """The path of a packet was followed, for a claim or for the learner."""

    path: Path


@dataclass(frozen=True, slots=True)
class Answered:
    """The learner answered a question."""

    question: Question
    given: str
    right: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """The learner chose among the answers of a multiple-choice question."""

    question: Choose
    given: frozenset[int]
    """Numbers of the choices, from 0."""
    right: bool


@dataclass(frozen=True, slots=True)
class Ran:
    """Commands of the lesson were run by the session itself."""

    text: str
    status: int
    """Exit status of the last command."""
    output: str
    """What they printed, without control sequences."""


@dataclass(frozen=True, slots=True)
class Tried:
    """All that the step's own commands may have changed has been told, and tried again."""


@dataclass(frozen=True, slots=True)
class Proved:
    """A claim or question of the open step, before and after the session played the step itself."""

    sentence: str
    place: Place
    before: Standing
    after: Standing
    already: bool
    """True where it had to hold before, too."""
    found: str
    """What was found in place of what was expected, or which wrong answer passes."""

    @property
    def right(self) -> bool:
        """Whether it stood before and after as it must."""
        return self.after is Standing.HOLDS and (self.before is Standing.HOLDS) == self.already

    @property
    def fault(self) -> str:
        """What is wrong with it; empty where it is right."""
        if self.right:
            return ""
        if self.already and self.before is not Standing.HOLDS:
            return f"it does not hold when the step begins: {self.found or self.before}"
        if self.after is not Standing.HOLDS:
            return f"it does not hold after the step's commands: {self.found or self.after}"
        return self.found or "it holds before anything is done in the step, so it proves nothing"


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """The steps before the one that was just opened have been played by the tutor: the lab is a new one."""

    steps: int
    """How many there are before it."""


@dataclass(frozen=True, slots=True)
class StepDone:
    """Every claim of the open step holds, every question is answered."""

    index: int


@dataclass(frozen=True, slots=True)
class LessonDone:
    """The last step is done."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something outside the lesson is wrong, in words; the empty string when it is over."""

    words: str


Event = (
    Progressed
    | LabReady
    | StepOpened
    | Observed
    | Judged
    | HeldBefore
    | BrokenAgain
    | Mended
    | Began
    | Ended
    | Did
    | Traced
    | Answered
    | Chosen
    | Ran
    | Tried
    | Proved
    | BroughtBack
    | StepDone
    | LessonDone
    | Trouble
)
