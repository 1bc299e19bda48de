"""A node from its holder's side: start it, plug it into the wire, end it."""

import os
import select
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tutor.lab import cgroups
from tutor.lab.plan import Plan, import_path

DIE_WITH_PARENT = ("setpriv", "--pdeathsig", "KILL")
NAMESPACES = (
    "--pid",
    "--fork",
    "--kill-child",
    "--net",
    "--mount",
    "--uts",
    "--ipc",
    "--propagation",
    "private",
)


@dataclass(frozen=True, slots=True)
class HeldNode:
    """A node's processes as its holder has them."""

    name: str
    mac: str
    process: subprocess.Popen[bytes]
    """unshare, whose one child is the node's first process."""
    pid: int
    """Of the node's first process, the last of the node to be gone."""
    pidfd: int

    @property
    def news(self) -> IO[bytes]:
        """What the node tells, a line of JSON each time."""
        assert self.process.stdout
        return self.process.stdout

    def plug(self) -> None:
        """Join it to the wire by a cable, and send it the word that this is done."""
        ip(
            f"link add {self.name} type veth peer name eth0 address {self.mac} netns {self.pid}\n"
            f"link set {self.name} master wire up\n"
        )
        assert self.process.stdin
        self.process.stdin.write(b"go\n")
        self.process.stdin.close()

    def kill(self) -> None:
        """End it, without waiting."""
        self.process.kill()

    def bury(self) -> None:
        """Wait until no process of it is left, and clear away what is."""
        self.process.wait()
        select.select([self.pidfd], [], [])
        os.close(self.pidfd)
        self.news.close()

    def unplug(self) -> None:
        """Take its end of the cable from the wire now: the kernel would, but some time later."""
        delete = ["ip", "link", "delete", self.name]
        subprocess.run(delete, stderr=subprocess.DEVNULL, check=False)


def start(plan: Plan, name: str) -> HeldNode:
    """Start a node's first process and give it the plan."""
    node = plan.node(name)
    if node.engine and not plan.rootless:
        cgroups.make(plan.cgroup(name))
    init = [sys.executable, "-P", "-S", "-m", "tutor.lab.init", name]
    process = subprocess.Popen(
        [*DIE_WITH_PARENT, "unshare", *NAMESPACES, *init],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": import_path()},
    )
    assert process.stdin
    process.stdin.write(plan.to_json().encode() + b"\n")
    process.stdin.flush()
    pid = _await_child(process.pid)
    return HeldNode(name, node.mac, process, pid, os.pidfd_open(pid))


def ip(batch: str) -> None:
    """Run commands of ip(8), one a line."""
    subprocess.run(["ip", "-batch", "-"], input=batch.encode(), check=True)


def _await_child(parent: int) -> int:
    """Pid of the one child of a process, as soon as it has one."""
    children = Path(f"/proc/{parent}/task/{parent}/children")
    while True:
        try:
            if found := children.read_text().split():
                return int(found[0])
        except FileNotFoundError:
            raise ChildProcessError("unshare could not make the node's namespaces") from None
        os.sched_yield()
