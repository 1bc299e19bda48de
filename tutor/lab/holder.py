"""The process that holds a lab: its namespaces live as long as it does.

It is the root of the lab's process tree, in the network namespace that is the wire, and as an
ordinary user inside the lab's user namespace. It gets its plan as the first line of standard input;
when that closes (its owner died, however), or on SIGTERM, it ends the nodes and tidies up. If it is
itself killed, the kernel ends the nodes (each dies with its parent) and the next start tidies up.
"""

import json
import os
import select
import selectors
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, NoReturn

from tutor.lab import cgroups
from tutor.lab.plan import WIRE_GATEWAY, WIRE_PREFIX, Plan, import_path

DIE_WITH_PARENT = ["setpriv", "--pdeathsig", "KILL"]
NODE_NAMESPACES = ["--pid", "--fork", "--kill-child", "--net", "--mount", "--uts", "--propagation", "private"]


class Holder:
    """One lab, from its wire to its end."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.nodes: dict[str, subprocess.Popen[bytes]] = {}
        self.inits: list[int] = []
        """A pidfd for each node's first process; the last of a node to be gone."""
        self.selector = selectors.DefaultSelector()

    def run(self, leash: IO[bytes]) -> None:
        """Bring the lab up, tell of each node, and hold it until told to let go."""
        _ip(f"link set lo up\nlink add wire type bridge\naddr add {WIRE_GATEWAY}/{WIRE_PREFIX} dev wire\n")
        _ip("link set wire up\n")
        if self.plan.leash:
            self.selector.register(leash, selectors.EVENT_READ, None)
        for node in self.plan.nodes:
            self._start(node.name)
        while True:
            for key, _ in self.selector.select():
                if key.data is None:
                    return
                self._pass_on(*key.data)

    def end(self) -> None:
        """End every node and leave no cgroup and no folder behind."""
        for process in self.nodes.values():
            process.kill()
        for init in self.inits:
            select.select([init], [], [])
        if not self.plan.rootless:
            cgroups.remove(self.plan.cgroup)
        shutil.rmtree(self.plan.folder, ignore_errors=True)

    def _start(self, name: str) -> None:
        init = [sys.executable, "-P", "-S", "-m", "tutor.lab.init", name]
        process = subprocess.Popen(
            [*DIE_WITH_PARENT, "unshare", *NODE_NAMESPACES, *init],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": import_path()},
        )
        self.nodes[name] = process
        assert process.stdin
        assert process.stdout
        self.selector.register(process.stdout, selectors.EVENT_READ, (name, process.stdout))
        process.stdin.write(self.plan.to_json().encode() + b"\n")
        process.stdin.flush()
        pid = _await_child(process.pid)
        self.inits.append(os.pidfd_open(pid))
        _ip(f"link add {name} type veth peer name eth0 netns {pid}\nlink set {name} master wire up\n")
        process.stdin.write(b"go\n")
        process.stdin.close()
        _tell(event="node", node=name, pid=pid)

    def _pass_on(self, name: str, pipe: IO[bytes]) -> None:
        line = pipe.readline()
        if line:
            _tell(**json.loads(line), node=name)
        else:
            self.selector.unregister(pipe)
            _tell(event="gone", node=name)


def main() -> None:
    """Hold the lab that standard input describes."""
    signal.signal(signal.SIGTERM, _let_go)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    leash = os.fdopen(0, "rb", buffering=0)
    holder = Holder(Plan.from_json(leash.readline().decode()))
    try:
        holder.run(leash)
    except (OSError, subprocess.CalledProcessError) as error:
        _tell(event="failed", message=str(error), log=[], node="")
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        holder.end()


def _let_go(*_: object) -> NoReturn:
    raise SystemExit(0)


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


def _ip(batch: str) -> None:
    subprocess.run(["ip", "-batch", "-"], input=batch.encode(), check=True)


def _tell(**event: object) -> None:
    try:
        print(json.dumps(event), flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


if __name__ == "__main__":
    main()
