"""The machine itself as a node: the same questions as to a node of the lab, answered without any namespace."""

import os
from dataclasses import dataclass
from pathlib import Path

from tutor.lab.node import Node
from tutor.lab.plan import SYSTEM_PATH
from tutor.language import mark

SOCKET = Path("/run/docker.sock")
IN_THE_LAB = mark("play it in the lab: leave out --where host")
PATH = ":".join(SYSTEM_PATH)
RC = Path(__file__).with_name("bashrc")


@dataclass(frozen=True, slots=True)
class HostNode:
    """The machine as a node: commands run as they are, in a shell whose docker puts a label on what it makes."""

    name: str
    folder: Path
    """Holds the docker that comes first in PATH, and what shells report."""
    label: str
    docker: str
    """The real program."""
    engine: bool = True
    """Whether a Docker engine runs on it: without one it is no place for a lesson."""

    @property
    def shell(self) -> tuple[str, ...]:
        """The words that open a shell."""
        return ("bash", "--rcfile", str(RC), "-i")

    def argv(self, command: tuple[str, ...]) -> list[str]:
        """The words that run a command on this machine: the command's own."""
        return list(command)

    def environment(self) -> dict[str, str]:
        """The environment of commands: the engine is this machine's, whatever the learner's own settings say."""
        return {
            "PATH": f"{self.folder}/bin:{PATH}",
            "HOME": str(Path.home()),
            "LANG": "C.UTF-8",
            "TERM": os.environ.get("TERM", "dumb"),
            "HISTFILE": "/dev/null",
            "DOCKER_HOST": f"unix://{SOCKET}",
            "TUTOR_SHELLS": f"{self.folder}/shells",
            "TUTOR_LABEL": self.label,
            "TUTOR_DOCKER": self.docker,
        }


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine to be looked at: nothing is made ready for a lesson, and nothing gets a label."""

    name: str
    engine: bool
    """Whether an engine answers here."""

    def argv(self, command: tuple[str, ...]) -> list[str]:
        """The words that run a command on this machine: the command's own."""
        return list(command)

    def environment(self) -> dict[str, str]:
        """The user's own, with the engine that is this machine's; to nobody's shells is listened."""
        return {**os.environ, "DOCKER_HOST": f"unix://{SOCKET}", "TUTOR_SHELLS": ""}


AnyNode = Node | HostNode
"""Where commands run and facts are read."""
Watched = AnyNode | Machine
"""Where facts are read, by whomever: a lesson or a look at the machine."""
