"""What a server gives to each visitor: a process of its own on a screen in the browser, and the words around that."""

from dataclasses import dataclass
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
