"""The instructor's board in the browser: the same class for all who come, each with a screen of their own."""

from dataclasses import dataclass
from pathlib import Path

from tutor.language import _
from tutor.serve.program import Words, shell_command


@dataclass(frozen=True, slots=True)
class ClassBoard:
    """The board of a class; its password the process finds where this one has found it, and not among its arguments."""

    name: str
    log: Path
    """Where it is written what goes wrong."""
    language: str = ""

    def command(self, visitor: str) -> str:  # noqa: ARG002 - all see the same class
        """The shell's command that starts the board."""
        language = ["--language", self.language] if self.language else []
        return shell_command(["class", "board", "--class", self.name, *language], self.log)

    def words(self, number: int) -> Words:
        """What is said around the board."""
        return Words(
            enter=_("To the board"),
            full=_(
                "The board is open in {number} browsers, and no more may be. Leave this page open: it tries again by itself.",
                number=number,
            ),
            ended=_("The board has ended here. Whatever the class sends is kept."),
            again=_("Open it again"),
            danger=_(
                "whoever has the address of the board sees how everybody in the class is getting on and can say "
                "something to all, over plain HTTP, which anybody on the way can read."
            ),
        )
