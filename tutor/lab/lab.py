"""A lab from its owner's side: bring it up, find it again, end it."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from platformdirs import user_cache_path

from tutor.errors import LabError
from tutor.lab import engine, image, needs
from tutor.lab.node import Node
from tutor.lab.plan import Plan, import_path, node_plans, own_folders
from tutor.lab.record import Record, birth_record, records, runtime_folder

Progress = Callable[[str], None]
"""Is told, in a few words, how far a lab has come."""

USER_NAMESPACE = ["--user", "--map-auto", "--map-root-user"]


@dataclass(slots=True)
class Lab:
    """A lab that is up, as its owner has it."""

    record: Record
    holder: subprocess.Popen[bytes]
    seconds: float = field(default=0.0)
    """From the call to the last node's answer."""

    @property
    def name(self) -> str:
        """The lab's name."""
        return self.record.plan.name

    def node(self, name: str = "") -> Node:
        """A node by its name; the first one without."""
        return self.record.node(name)

    async def down(self) -> None:
        """End the lab; returns when nothing of it is left."""
        await _end(self.holder)


async def bring_up(
    *,
    name: str = "",
    nodes: int = 1,
    engine_dir: Path | None = None,
    leash: bool = True,
    progress: Progress = lambda _: None,
) -> Lab:
    """Make a lab and wait until every engine in it answers.

    With a leash it ends with this process, however that ends; without, it stays until it is
    ended or its holder is killed. Raises LabError, or NeedError where the machine stands in the way.
    """
    began = time.monotonic()
    progress("making namespaces")
    try:
        plan = _plan(name or f"lab-{uuid4().hex[:6]}", nodes, engine_dir, leash=leash)
        holder = _start_holder(plan)
    except OSError as error:
        raise _no_room(error) from error
    try:
        pids = await _follow(plan, holder, progress)
    except BaseException:
        holder.terminate()
        shutil.rmtree(plan.folder, ignore_errors=True)
        raise
    record = birth_record(plan, holder.pid, pids)
    record.write()
    return Lab(record, holder, time.monotonic() - began)


def _plan(name: str, nodes: int, engine_dir: Path | None, *, leash: bool) -> Plan:
    rootless = os.geteuid() != 0
    found = engine.find_engine_dir(engine_dir)
    engine.check_tools(found, rootless=rootless)
    if any(record.plan.name == name for record in records()):
        raise LabError(
            f"there is already a lab called {name}", f"end it (tutor lab down {name}) or choose another name"
        )
    folder = runtime_folder() / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return Plan(
        name=name,
        folder=folder,
        nodes=node_plans(nodes),
        rootless=rootless,
        leash=leash,
        engine_dir=found,
        engine_folders=engine.program_folders(found),
        image=image.make(user_cache_path("tutor")),
        read_only=own_folders(),
    )


def _no_room(error: OSError) -> LabError:
    where = f" ({error.filename})" if error.filename else ""
    return LabError(
        f"the lab cannot be prepared: {error.strerror}{where}",
        "it needs some megabytes in the folders for run-time files and for caches: make room there,\n"
        "or name other ones: XDG_RUNTIME_DIR=… XDG_CACHE_HOME=… tutor",
    )


def _start_holder(plan: Plan) -> subprocess.Popen[bytes]:
    """A plain process: one of asyncio's would be killed with the loop, but a lab may outlive its maker."""
    user = USER_NAMESPACE if plan.rootless else []
    with (plan.folder / "holder.log").open("wb") as log:
        holder = subprocess.Popen(
            ["unshare", *user, "--net", "--", sys.executable, "-P", "-S", "-m", "tutor.lab.holder"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            env={**os.environ, "PYTHONPATH": import_path(), "PATH": engine.search_path(None)},
            start_new_session=True,
        )
    assert holder.stdin
    holder.stdin.write(plan.to_json().encode() + b"\n")
    holder.stdin.flush()
    return holder


async def _follow(plan: Plan, holder: subprocess.Popen[bytes], progress: Progress) -> dict[str, int]:
    """Read the holder's events until every node is ready; the nodes' first processes."""
    lines = asyncio.StreamReader()
    pipe = (lambda: asyncio.StreamReaderProtocol(lines), holder.stdout)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(*pipe)
    death = os.pidfd_open(holder.pid)
    # unshare may die and leave a child behind that keeps the pipe open: end whatever is left of it.
    loop.add_reader(death, _end_group, holder.pid)
    waiting = {node.name for node in plan.nodes}
    pids: dict[str, int] = {}
    try:
        while waiting:
            line = await lines.readline()
            event: dict[str, Any] = json.loads(line) if line else {"event": "failed"}
            match event["event"]:
                case "node":
                    pids[event["node"]] = event["pid"]
                    progress(f"{event['node']}: starting the engine")
                case "ready":
                    waiting.discard(event["node"])
                    progress(f"{event['node']}: ready")
                case _:
                    raise await _failure(plan, holder, event)
    finally:
        loop.remove_reader(death)
        os.close(death)
        transport.close()
    return pids


async def _failure(plan: Plan, holder: subprocess.Popen[bytes], event: dict[str, Any]) -> LabError:
    said = (plan.folder / "holder.log").read_text(errors="replace").strip().splitlines()
    await _end(holder)
    known = needs.explain()
    if known:
        return known
    log = event.get("log") or said[-8:]
    lines = "\n".join(f"    {line}" for line in log)
    message = str(event.get("message") or "its first process ended")
    return LabError(f"the lab did not come up: {message}", lines)


def _end_group(leader: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


async def _end(holder: subprocess.Popen[bytes]) -> None:
    if holder.poll() is None:
        holder.terminate()
    await asyncio.to_thread(holder.wait)
