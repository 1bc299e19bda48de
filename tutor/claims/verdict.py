"""What is said of a claim: whether it stands, and why not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tutor.state import Row


class Standing(StrEnum):
    """Whether a claim is true of the host; refused questions are never answered with a yes."""

    HOLDS = "holds"
    REFUTED = "refuted"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A claim's standing with all that a learner needs to see it alike. Plain text of one line each."""

    standing: Standing
    expected: str
    """What the claim asks for; of a claim that does not hold, the first pattern that fails."""
    found: str
    """What is there instead, or why nothing can be told."""
    command: str
    """Shell command by which the learner sees it."""
    rank: int
    """Depth of the cause: of several refuted claims the lowest rank is told first."""
    near: Row | None = None
    """With REFUTED: the row that is there instead, where one comes near."""
    bindings: Mapping[str, str] = field(default_factory=dict)
    """With HOLDS: each variable and its value, exactly as it is on the host."""
