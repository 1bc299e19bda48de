"""A node from its holder's side: start it, plug it into the wire, end it.

Its first process is not a program of its own, but forked from the holder, which has all the code at hand and
shares the memory. Between the two is a guard, that exists because a new pid namespace begins with a child.
"""

import os
import select
import signal
import subprocess
import traceback
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NoReturn

from tutor.lab import cgroups, init, mounts, remains, spaces
from tutor.lab.plan import Plan

PATIENCE = 0.05
"""Seconds between two looks at whether what was frozen must be thawed again."""


@dataclass(frozen=True, slots=True)
class HeldNode:
    """A node's processes as its holder has them."""

    name: str
    mac: str
    guard: int
    """Pid of the process whose one child is the node's first process."""
    pid: int
    """Of the node's first process, the last of the node to be gone."""
    pidfd: int
    word: BinaryIO
    """Where the node waits for the word that it is plugged."""
    news: BinaryIO
    """What the node tells, a line of JSON each time."""
    group: str
    """Its control group; empty for an ordinary user."""

    def plug(self) -> None:
        """Join it to the wire by a cable, and send it the word that this is done."""
        ip(
            f"link add {self.name} type veth peer name eth0 address {self.mac} netns {self.pid}\n"
            f"link set {self.name} master wire up\n"
        )
        with self.word, suppress(BrokenPipeError):  # it has told already why it is gone
            self.word.write(b"go\n")

    def kill(self) -> None:
        """End it, without waiting."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)

    def bury(self) -> None:
        """Wait until no process of it is left, a paused container neither, and clear away what is."""
        while not select.select([self.pidfd], [], [], PATIENCE)[0]:
            if self.group:
                remains.thaw(self.group)
        os.waitpid(self.guard, 0)
        os.close(self.pidfd)
        self.word.close()
        self.news.close()

    def unplug(self) -> None:
        """Take its end of the cable from the wire now: the kernel would, but some time later."""
        delete = ["ip", "link", "delete", self.name]
        subprocess.run(delete, stderr=subprocess.DEVNULL, check=False)


@dataclass(frozen=True, slots=True)
class Beginning:
    """A node of which there is only a guard yet."""

    name: str
    guard: int
    word: BinaryIO
    news: BinaryIO


def begin(plan: Plan, name: str) -> Beginning:
    """Fork a node's guard from this process, with a pipe to the node and one back."""
    if not plan.rootless:
        cgroups.make(plan.cgroup(name))
    heard, word = os.pipe()
    news, told = os.pipe()
    guard = os.fork()
    if not guard:
        _guard(plan, name, heard, told)
    os.close(heard)
    os.close(told)
    return Beginning(name, guard, os.fdopen(word, "wb", buffering=0), os.fdopen(news, "rb", buffering=0))


def await_birth(plan: Plan, begun: Beginning) -> HeldNode:
    """The node, as soon as its namespaces and its first process are there."""
    try:
        pid = int(begun.news.readline())
        pidfd = os.pidfd_open(pid)
    except (ValueError, ProcessLookupError):
        os.waitpid(begun.guard, 0)
        raise ChildProcessError(f"the namespaces of {begun.name} could not be made") from None
    mac, group = plan.node(begun.name).mac, "" if plan.rootless else plan.cgroup(begun.name)
    return HeldNode(begun.name, mac, begun.guard, pid, pidfd, begun.word, begun.news, group)


def ip(batch: str) -> None:
    """Run commands of ip(8), one a line."""
    subprocess.run(["ip", "-batch", "-"], input=batch.encode(), check=True)


def _guard(plan: Plan, name: str, heard: int, told: int) -> NoReturn:
    """In the fork: make the node's namespaces and its first process, and end with it, or with the holder."""
    try:
        spaces.die_with_parent()
        _be_nobodys_copy(heard, told)
        spaces.unshare(spaces.NODE)
        mounts.apart()
        first = os.fork()
        if not first:
            spaces.die_with_parent()
            os.write(1, b"%s\n" % bytes(Path("/proc/self").readlink()))  # its pid as the holder numbers it
            init.run(plan, name)
        os.waitpid(first, 0)
        os._exit(0)
    except BaseException:  # noqa: BLE001 - whatever happens, a copy must not go on as a second holder
        traceback.print_exc()
        os._exit(1)


def _be_nobodys_copy(heard: int, told: int) -> None:
    """Keep nothing of the holder's but its log: neither its door and its callers nor how it takes signals."""
    os.dup2(heard, 0)
    os.dup2(told, 1)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
