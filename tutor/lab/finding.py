"""What was found out about this machine: one thing that it can do or cannot."""

import os
from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """How a machine stands to something that the lab or a lesson wants."""

    READY = "ready"
    """It was tried and it works."""
    WAITING = "waiting"
    """The kernel will load it from disk when it is first used."""
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's report."""

    name: str
    standing: Standing
    detail: str = ""
    """What was found: a version, or the machine's own words."""
    command: str = ""
    """What mends it, to be run by root; empty where no command can."""
    advice: str = ""
    """What to do in words, beside the command or in place of it."""
    vital: bool = False
    """Whether there is no lab without it."""

    @property
    def there(self) -> bool:
        """Whether a lesson that needs it can run."""
        return self.standing is not Standing.MISSING

    def told(self) -> str:
        """What to do, ready to be typed by the user who asks."""
        if not self.command:
            return self.advice
        sudo = "sudo " if os.geteuid() else ""
        return f"{sudo}{self.command}" + (f"   ({self.advice})" if self.advice else "")
