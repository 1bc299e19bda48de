"""A node as seen from outside: how a command is run in it."""

import os
from dataclasses import dataclass

SHELL = ("bash", "--rcfile", "/etc/tutor.bashrc", "-i")


@dataclass(frozen=True, slots=True)
class Node:
    """A place where commands run and facts are read."""

    name: str
    pid: int
    """The node's first process, as this host numbers it."""
    rootless: bool
    path: str
    """PATH inside the node."""

    @property
    def shell(self) -> tuple[str, ...]:
        """The words that open a shell."""
        return SHELL

    def argv(self, command: tuple[str, ...]) -> list[str]:
        """The words that run a command inside the node, as its root, from any process of the lab's user."""
        user = ["--user", "--preserve-credentials"] if self.rootless else []
        spaces = ["--mount", "--net", "--pid", "--uts"]
        return ["nsenter", f"--target={self.pid}", *user, *spaces, "--", *command]

    def environment(self) -> dict[str, str]:
        """The environment of commands in the node: nothing of the learner's but the terminal's kind."""
        terminal = os.environ.get("TERM", "dumb")
        return {"PATH": self.path, "HOME": "/root", "LANG": "C.UTF-8", "TERM": terminal}
