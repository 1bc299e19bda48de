"""``tutor lab``: the private Docker host on its own."""

import asyncio
import json as jsons
import os
import subprocess
import time
from typing import Annotated

from cyclopts import App, Parameter

from tutor.cli.options import EngineDir, Json, LabName
from tutor.errors import LabError
from tutor.lab.lab import bring_up
from tutor.lab.node import SHELL, Node
from tutor.lab.record import Record, find_record, records

app = App(name="lab", help="Bring up, enter and end a private Docker host.")
DOWN_PATIENCE = 10.0
"""Seconds that a lab may take to end."""

Name = Annotated[str, Parameter(help="Name of the lab.")]
NodeName = Annotated[str, Parameter(help="Name of the node; without it, the first.")]


@app.command
def up(name: Name = "lab", /, *, engine_dir: EngineDir = None) -> None:
    """Bring up a lab that stays until it is ended, or its holder killed."""
    lab = asyncio.run(bring_up(name=name, engine_dir=engine_dir, leash=False))
    print(f"lab {name} is up: Docker {_engine_version(lab.node())}, {lab.seconds:.2f} s")
    print(f"enter it: tutor lab shell       end it: tutor lab down       holder: pid {lab.record.holder}")


@app.command
def status(*, json: Json = False) -> None:
    """List your labs."""
    living = list(records())
    if json:
        print(jsons.dumps([_describe(record) for record in living]))
    elif not living:
        print("no lab is up; start one: tutor lab up")
    for record in [] if json else living:
        nodes = ", ".join(f"{node.name} {node.address}" for node in record.plan.nodes)
        print(f"{record.plan.name}: {nodes} (holder: pid {record.holder})")


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
    _become(find_record(lab).node(node), SHELL)


@app.command
def down(name: Annotated[str, Parameter(help="Name of the lab; without it, the newest.")] = "", /) -> None:
    """End a lab, with everything in it."""
    record = find_record(name)
    record.end()
    deadline = time.monotonic() + DOWN_PATIENCE
    while record.alive or record.plan.folder.exists():
        if time.monotonic() > deadline:
            raise LabError(
                f"lab {record.plan.name} does not end", f"kill its holder: kill -9 {record.holder}"
            )
        time.sleep(0.01)
    print(f"lab {record.plan.name} is gone")


def _become(node: Node, command: tuple[str, ...]) -> None:
    argv = node.argv(command)
    os.execvpe(argv[0], argv, node.environment())  # noqa: S606 - the words are the user's own command


def _engine_version(node: Node) -> str:
    asked = subprocess.run(
        node.argv(("docker", "version", "--format", "{{.Server.Version}}")),
        env=node.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip() or "(unknown version)"


def _describe(record: Record) -> dict[str, object]:
    return {
        "name": record.plan.name,
        "holder": record.holder,
        "rootless": record.plan.rootless,
        "engine_dir": str(record.plan.engine_dir) if record.plan.engine_dir else None,
        "nodes": [
            {"name": node.name, "address": node.address, "pid": record.pids[node.name]}
            for node in record.plan.nodes
        ],
    }
