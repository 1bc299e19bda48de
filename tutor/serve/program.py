"""What a server gives to each visitor: a process of its own on a screen in the browser, and the words around that."""

import shlex
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Words:
    """What is said around a program, in the chosen language."""

    enter: str
    """The link behind which it is, where a browser does not go there by itself."""
    full: str
    """That as many as may be here are here."""
    ended: str
    again: str
    danger: str
    """What whoever has the address can do, said before it is shown to other machines."""


class Program(Protocol):
    """A program that visitors get."""

    def command(self, visitor: str) -> str:
        """The shell's command that starts it for a visitor."""
        ...

    def words(self, number: int) -> Words:
        """What is said around it, where so many visitors may be here at once."""
        ...


def shell_command(words: Iterable[str], log: Path, **environment: object) -> str:
    """The shell's command that starts the tutor with these words; what goes wrong is added to the log."""
    settings = [f"{name}={value}" for name, value in environment.items()]
    argv = ["env", *settings, sys.executable, "-P", "-m", "tutor", *words]
    return f"exec {shlex.join(argv)} 2>>{shlex.quote(str(log))}"
