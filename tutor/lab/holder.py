"""The process that holds a lab: its namespaces live as long as it does.

It is the root of the lab's process tree, in the network namespace that is the wire, and as an
ordinary user inside the lab's user namespace. It gets its plan as the first line of standard input;
when that closes (its owner died, however), or on SIGTERM, it ends the nodes and tidies up. If it is
itself killed, the kernel ends the nodes (each dies with its parent) and the next start tidies up.

It keeps the lab's record true. At its door, a socket in the lab's folder, it takes one request at a
time: a line of JSON, ``{"reset": ["alpha"]}``, answered by the same events as the start is.
"""

import gc
import io
import json
import os
import selectors
import shutil
import signal
import socket
import subprocess
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, NoReturn

from tutor.errors import LabError
from tutor.lab import remains
from tutor.lab.held import HeldNode, await_birth, begin, ip
from tutor.lab.plan import DOOR, WIRE_GATEWAY, WIRE_PREFIX, Plan
from tutor.lab.record import Record, birth_record

MODULES = ("ip_vs",)
PATIENCE = 1.0
"""Seconds that a caller at the door may take to say what is wanted."""


class Holder:
    """One lab, from its wire to its end."""

    def __init__(self, plan: Plan, listener: IO[bytes]) -> None:
        self.plan = plan
        self.record = birth_record(plan, os.getpid())
        self.nodes: dict[str, HeldNode] = {}
        self.waiting: set[str] = set()
        """Nodes of the request in hand that are not ready yet."""
        self.listener = listener
        """Whoever made the request in hand."""
        self.selector = selectors.DefaultSelector()
        self.door = _open_door(plan.folder)

    def run(self, leash: IO[bytes]) -> None:
        """Bring the lab up, then hold it and serve requests until told to let go."""
        _make_wire()
        if not self.plan.rootless and sum(node.engine for node in self.plan.nodes) > 1:
            _load_modules()
        if self.plan.leash:
            self.selector.register(leash, selectors.EVENT_READ, None)
        self._begin([node.name for node in self.plan.nodes])
        while True:
            for key, _ in self.selector.select():
                if key.data is None:
                    return
                if key.data is self.door:
                    self._answer()
                elif key.data in self.nodes.values():
                    self._hear(key.data)

    def end(self) -> None:
        """End every node and leave no cgroup and no folder behind."""
        for node in self.nodes.values():
            node.kill()
        for node in self.nodes.values():
            node.bury()
        with suppress(LabError):  # who asked for the end sees that the folder is still there
            self.record.sweep()

    def tell(self, **event: object) -> None:
        """Tell whoever asked, if they are still there."""
        try:
            self.listener.write(json.dumps(event).encode() + b"\n")
            self.listener.flush()
        except OSError:
            self.listener = io.BytesIO()

    def _begin(self, names: list[str]) -> None:
        """Start these nodes, side by side."""
        self.waiting = set(names)
        for begun in [begin(self.plan, name) for name in names]:
            node = self.nodes[begun.name] = await_birth(self.plan, begun)
            self.selector.register(node.news, selectors.EVENT_READ, node)
        for name in names:
            self.nodes[name].plug()
            self._note(replace(self.record, pids={**self.record.pids, name: self.nodes[name].pid}))
            self.tell(event="node", node=name)

    def _hear(self, node: HeldNode) -> None:
        line = node.news.readline()
        event: dict[str, Any] = json.loads(line) if line else {"event": "gone"}
        if not line:
            self._end([node.name])
        elif engine := event.get("engine"):
            self._note(replace(self.record, engines={**self.record.engines, node.name: engine}))
        if node.name in self.waiting:
            self.tell(**event, node=node.name)
            if event["event"] != "failed":
                self._tick_off(node.name)

    def _tick_off(self, name: str) -> None:
        self.waiting.discard(name)
        if not self.waiting:
            self.tell(event="done")
            self.listener.close()
            self.selector.register(self.door, selectors.EVENT_READ, self.door)

    def _answer(self) -> None:
        """Let the next caller in, and nobody else until they are served."""
        caller, _ = self.door.accept()
        with caller:
            caller.settimeout(PATIENCE)
            self.listener = caller.makefile("wb")
            try:
                names = _read_request(caller, self.plan)
            except (OSError, ValueError, KeyError, TypeError, LabError):
                self.listener.close()
                return
        self.selector.unregister(self.door)
        self._end(names)
        self._begin(names)

    def _end(self, names: list[str]) -> None:
        """End nodes; each is out of the record before its pid can be another's."""
        pids, engines = (_without(table, names) for table in (self.record.pids, self.record.engines))
        self._note(replace(self.record, pids=pids, engines=engines))
        gone = [self.nodes.pop(name) for name in names if name in self.nodes]
        for node in gone:
            self.selector.unregister(node.news)
            node.unplug()
            node.kill()
        for node in gone:
            node.bury()
            if node.group:
                with suppress(LabError):  # the new node gets the same one
                    remains.remove(node.group)

    def _note(self, record: Record) -> None:
        self.record = record
        record.write()


def main() -> None:
    """Hold the lab that standard input describes."""
    signal.signal(signal.SIGTERM, _let_go)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    leash = os.fdopen(0, "rb", buffering=0)
    holder = Holder(Plan.from_json(leash.readline().decode()), os.fdopen(1, "wb"))
    gc.freeze()  # what the nodes' first processes share with this one stays shared
    try:
        holder.run(leash)
    except (OSError, subprocess.CalledProcessError, LabError) as error:
        holder.tell(event="failed", message=str(error), log=[], node="")
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        holder.end()


def _let_go(*_: object) -> NoReturn:
    raise SystemExit(0)


def _make_wire() -> None:
    """A bridge that leads nowhere: what is sent beyond it is refused at once, with an answer."""
    Path("/proc/sys/net/ipv4/ip_forward").write_text("1")
    ip(f"""link set lo up
link add wire type bridge
addr add {WIRE_GATEWAY}/{WIRE_PREFIX} dev wire
link set wire up
""")


def _load_modules() -> None:
    """Load what the engines of a swarm need by name, can no longer load themselves, and changes nothing for this machine."""
    if shutil.which("modprobe"):
        subprocess.run(["modprobe", "--all", "--quiet", *MODULES], stderr=subprocess.DEVNULL, check=False)


def _open_door(folder: Path) -> socket.socket:
    """Listen in the folder, whose path may be longer than a socket's address can be."""
    door = socket.socket(socket.AF_UNIX)
    descriptor = os.open(folder, os.O_PATH)
    door.bind(f"/proc/self/fd/{descriptor}/{DOOR}")
    os.close(descriptor)
    door.listen()
    return door


def _read_request(caller: socket.socket, plan: Plan) -> list[str]:
    """The names of the nodes that the caller wants anew."""
    with caller.makefile() as line:
        return [plan.node(name).name for name in dict.fromkeys(json.loads(line.readline())["reset"])]


def _without(table: dict[str, Any], names: list[str]) -> dict[str, Any]:
    return {name: value for name, value in table.items() if name not in names}


if __name__ == "__main__":
    main()
