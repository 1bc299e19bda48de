"""``tutor lab``: the private Docker host on its own."""

import asyncio
import json as jsons
import os
import sys
import time
from typing import Annotated

from cyclopts import App, Parameter

from tutor.cli.options import EngineDir, Json, LabName
from tutor.errors import LabError
from tutor.lab.lab import bring_up
from tutor.lab.node import Node
from tutor.lab.plan import NodePlan
from tutor.lab.process import age
from tutor.lab.record import Record, find_record, records
from tutor.lab.reset import reset as renew
from tutor.lab.shell import run_shell
from tutor.lab.swarm import join
from tutor.patience import patience
from tutor.program import typed

app = App(name="lab", help="Bring up, enter and end a private Docker host.")
DOWN_PATIENCE = patience(10.0)
"""Seconds that a lab may take to end."""

Name = Annotated[str, Parameter(help="Name of the lab; without it, lab.")]
OwnName = Annotated[str, Parameter(help="Name of the lab; without it, the newest.")]
Count = Annotated[
    int, Parameter(help="How many nodes, 1 to 9, each with a Docker engine of its own; without it, one.")
]
Outside = Annotated[bool, Parameter(help="Add outside: a neighbour on the wire, without Docker.")]
ResetNode = Annotated[str, Parameter(name="--node", help="Name of the node; without it, all of them.")]
NodeName = Annotated[str, Parameter(help="Name of the node; without it, the first.")]


@app.command
def up(
    name: Name = "lab", /, *, nodes: Count = 1, outside: Outside = False, engine_dir: EngineDir = None
) -> None:
    """Bring up a lab that stays until it is ended, or its holder killed."""
    lab = asyncio.run(bring_up(name=name, nodes=nodes, outside=outside, engine_dir=engine_dir, leash=False))
    print(f"lab {name} is up: Docker {lab.record.engines[lab.node().name]}, {lab.seconds:.2f} s")
    print(
        typed("enter it: tutor lab shell       end it: tutor lab down"),
        f"      holder: pid {lab.record.holder}",
    )


@app.command
def status(*, json: Json = False) -> None:
    """List your labs, their nodes, engines and how long they have been up."""
    living = list(records())
    if json:
        print(jsons.dumps([_describe(record) for record in living]))
    elif not living:
        print(typed("no lab is up; start one: tutor lab up"))
    for record in [] if json else living:
        print(f"{record.plan.name}  up {_duration(age(record.holder))}, holder: pid {record.holder}")
        for node in record.plan.nodes:
            print(f"  {node.name:<8} {node.address:<12} {_standing(record, node)}")


@app.command(name="exec")
def execute(
    *command: Annotated[str, Parameter(allow_leading_hyphen=True)], node: NodeName = "", lab: LabName = ""
) -> None:
    """Run a command in a node: its output and its exit status are the command's own.

    Parameters
    ----------
    command
        The command and its arguments, after ``--``.
    """
    if not command:
        raise LabError("there is no command to run", "write it after two dashes: tutor lab exec -- ip addr")
    _become(find_record(lab).node(node), command)


@app.command
def shell(node: NodeName = "", /, *, lab: LabName = "") -> None:
    """Open a shell in a node."""
    entered = find_record(lab).node(node)
    sys.exit(run_shell(entered))


@app.command
def reset(name: OwnName = "", /, *, node: ResetNode = "") -> None:
    """Make a lab's nodes anew, or one of them: same name and address, empty; the wire stays."""
    began = time.monotonic()
    record = asyncio.run(renew(find_record(name), *([node] if node else [])))
    what = f"node {node}" if node else "every node"
    print(f"{what} of lab {record.plan.name} is new, {time.monotonic() - began:.2f} s")


@app.command
def swarm(name: OwnName = "", /) -> None:
    """Make the nodes of a lab a swarm: the first one manages it, the others work."""
    record = find_record(name)
    for line in asyncio.run(join(record.nodes)):
        print(line)


@app.command
def down(name: OwnName = "", /) -> None:
    """End a lab, with everything in it."""
    record = find_record(name)
    record.end()
    deadline = time.monotonic() + DOWN_PATIENCE
    while record.alive:
        if time.monotonic() > deadline:
            raise LabError(
                f"lab {record.plan.name} does not end", f"kill its holder: kill -9 {record.holder}"
            )
        time.sleep(0.01)
    record.sweep()
    print(f"lab {record.plan.name} is gone")


def _become(node: Node, command: tuple[str, ...]) -> None:
    argv = node.argv(command)
    os.execvpe(argv[0], argv, node.environment())  # noqa: S606 - the words are the user's own command


def _standing(record: Record, node: NodePlan) -> str:
    if node.name not in record.pids:
        return "not there"
    return f"Docker {record.engines.get(node.name, 'is starting')}" if node.engine else "no Docker"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min" if minutes else f"{rest} s"


def _describe(record: Record) -> dict[str, object]:
    return {
        "name": record.plan.name,
        "holder": record.holder,
        "rootless": record.plan.rootless,
        "seconds": round(age(record.holder), 1),
        "engine_dir": str(record.plan.engine_dir) if record.plan.engine_dir else None,
        "nodes": [_describe_node(record, node) for node in record.plan.nodes],
    }


def _describe_node(record: Record, node: NodePlan) -> dict[str, object]:
    pid = record.pids.get(node.name)
    return {
        "name": node.name,
        "address": node.address,
        "pid": pid,
        "seconds": round(age(pid), 1) if pid else None,
        "engine": record.engines.get(node.name),
    }
