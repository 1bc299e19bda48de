"""A node as seen from outside: how a command is run in it."""

import os
from dataclasses import dataclass

SHELL = ("bash", "--rcfile", "/etc/tutor.bashrc", "-i")
SPACES = ("--mount", "--net", "--pid", "--uts", "--ipc")
WITHHELD = (
    "audit_control,block_suspend,linux_immutable,mac_admin,mac_override,mknod,"
    "sys_boot,sys_module,sys_pacct,sys_rawio,sys_time,syslog,wake_alarm"
).split(",")
"""Rights of the machine's root over its disks, clock and kernel, which no command of a lesson needs."""


@dataclass(frozen=True, slots=True)
class Node:
    """A place where commands run and facts are read."""

    name: str
    pid: int
    """The node's first process, as this host numbers it."""
    rootless: bool
    path: str
    """PATH inside the node."""
    engine: bool = True
    """Whether a Docker engine runs in it."""
    address: str = ""
    """Its IPv4 address on the wire."""

    @property
    def shell(self) -> tuple[str, ...]:
        """The words that open a shell."""
        return SHELL

    def argv(self, command: tuple[str, ...]) -> list[str]:
        """The words that run a command inside the node, as its root, from any process of the lab's user."""
        user = ["--user", "--preserve-credentials"] if self.rootless else []
        enter = ["nsenter", f"--target={self.pid}", *user, *SPACES, "--"]
        return [*enter, *([] if self.rootless else _without_rights()), *command]

    def environment(self) -> dict[str, str]:
        """The environment of commands in the node: nothing of the learner's but the terminal's kind."""
        terminal = os.environ.get("TERM", "dumb")
        return {"PATH": self.path, "HOME": "/root", "LANG": "C.UTF-8", "TERM": terminal}


def _without_rights() -> list[str]:
    rights = ",".join(f"-{name}" for name in WITHHELD)
    return ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}", "--"]
