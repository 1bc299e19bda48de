"""Commands that were run in the lab's shells since the step was opened."""

from dataclasses import dataclass

from tutor.state import Row

FROM = frozenset[str]()


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(Row):
    """A command that has ended, from any shell of the lab: the screen's, or another terminal's."""

    text_: str
    """As it was typed; a block that the lesson runs by itself is one command."""
    exit: int
    """Its exit status: 0 where all went well."""
    number: int
    """How many commands had been run in the lab before it."""
