"""A node as seen from outside: how a command is run in it."""

import os
from dataclasses import dataclass

from tutor.lab import limits

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
    groups: tuple[str, ...] = ()
    """The control groups (with root) that hold what runs in it to the lab's limits."""

    @property
    def shell(self) -> tuple[str, ...]:
        """The words that open a shell."""
        return SHELL

    def argv(self, command: tuple[str, ...]) -> list[str]:
        """The words that run a command inside the node, as its root, from any process of the lab's user."""
        enter = ["nsenter", f"--target={self.pid}", *SPACES]
        if self.rootless:
            return [*enter, "--user", "--preserve-credentials", "--", *_held(), *command]
        return [*_in_groups(self.groups), *enter, "--", *_without_rights(), *command]

    def environment(self) -> dict[str, str]:
        """The environment of commands in the node: nothing of the learner's but the terminal's kind."""
        terminal = os.environ.get("TERM", "dumb")
        return {"PATH": self.path, "HOME": "/root", "LANG": "C.UTF-8", "TERM": terminal}


def _in_groups(groups: tuple[str, ...]) -> list[str]:
    """Words that move the process to where it is bounded; a group that is gone has taken its node along."""
    script = 'for group in $1; do echo 0 >"$group/cgroup.procs"; done 2>/dev/null; shift; exec "$@"'
    return ["sh", "-c", script, "sh", " ".join(groups)] if groups else []


def _held() -> list[str]:
    """Words that hold the process to an ordinary user's limit: it has that of its caller, not the node's."""
    most = limits.own_processes()
    return ["prlimit", f"--nproc={most}:{most}", "--"]


def _without_rights() -> list[str]:
    rights = ",".join(f"-{name}" for name in WITHHELD)
    return ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}", "--"]
