"""What is said of a claim: whether it stands, and why not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tutor.language import _
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
    """Shell command by which the learner sees it; empty where there is none."""
    rank: int
    """Depth of the cause: of several refuted claims the lowest rank is told first."""
    near: Row | None = None
    """With REFUTED: the row that is there instead, where one comes near."""
    bindings: Mapping[str, str] = field(default_factory=dict)
    """With HOLDS: each variable and its value, exactly as it is on the host."""
    node: str = ""
    """In whose shell the command is to be typed; empty for the first one's."""

    @property
    def seen_by(self) -> str:
        """The command, and on which node, where that is not the first."""
        return on_node(self.command, self.node)


def on_node(command: str, node: str) -> str:
    """A command as it is told: with the name of the node that it is for, if any."""
    return _("on {node}: {command}", node=node, command=command) if node and command else command
