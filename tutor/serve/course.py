"""How a visitor's course is started: a process of its own, with a journal of its own."""

import getpass
import hashlib
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_state_path

from tutor.journal import Journal
from tutor.language import _
from tutor.serve.program import Words, shell_command

LANGUAGE = "language"
LOG = "errors.log"


@dataclass(frozen=True, slots=True)
class Course:
    """What all visitors' courses have in common."""

    engine_dir: Path | None = None
    language: str = ""
    """For those who have not chosen one."""
    seed: str = ""

    def command(self, visitor: str) -> str:
        """The shell's command that starts the course of a visitor, whose folder is made if need be."""
        folder = folder_of(visitor)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._choose_language(folder)
        options = {"--engine-dir": self.engine_dir, "--seed": self.seed}
        given = [str(word) for option, value in options.items() if value for word in (option, value)]
        return shell_command(given, folder / LOG, XDG_STATE_HOME=folder)

    def words(self, number: int) -> Words:
        """What is said around the course."""
        return Words(
            enter=_("To the course"),
            full=_(
                "All {number} labs of this server are in use. Leave this page open: it tries again by itself.",
                number=number,
            ),
            ended=_("The course has ended here. Your place is kept."),
            again=_("Go on"),
            danger=_(
                "whoever has the address of the course gets a shell in a lab on this machine, run by the user "
                "{user}, over plain HTTP, which anybody on the way can read.",
                user=getpass.getuser(),
            ),
        )

    def _choose_language(self, folder: Path) -> None:
        if not self.language:
            return
        journal = Journal(folder / "tutor" / "journal.db")
        try:
            if not journal.setting(LANGUAGE):
                journal.set(LANGUAGE, self.language)
        finally:
            journal.close()


def folder_of(visitor: str) -> Path:
    """The folder of a visitor; its name is made from theirs so that nobody who sees it can pass for them."""
    return (
        user_state_path("tutor") / "serve" / hashlib.sha256(visitor.encode(errors="replace")).hexdigest()[:32]
    )
