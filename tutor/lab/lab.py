"""A lab from its owner's side: bring it up, find it again, end it."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from platformdirs import user_cache_path

from tutor.errors import LabError
from tutor.lab import engine, image, needs, news
from tutor.lab.news import Progress
from tutor.lab.node import Node
from tutor.lab.plan import NodePlan, Plan, check_name, import_path, node_plans, own_folders
from tutor.lab.record import Record, birth_record, records, runtime_folder
from tutor.lab.reset import reset
from tutor.language import _
from tutor.patience import patience

PATIENCE = patience(20.0)
"""Seconds that a holder may take to end its lab."""
USER_NAMESPACE = ["--user", "--map-auto", "--map-root-user"]


@dataclass(slots=True)
class Lab:
    """A lab that is up, as its owner has it."""

    record: Record
    """As it was when the owner last looked."""
    holder: subprocess.Popen[bytes]
    seconds: float = field(default=0.0)
    """From the call to the last node's answer."""

    @property
    def name(self) -> str:
        """The lab's name."""
        return self.record.plan.name

    @property
    def nodes(self) -> list[Node]:
        """All nodes that are there now, the first one first, outside last."""
        self.record = self.record.now()
        return self.record.nodes

    def node(self, name: str = "") -> Node:
        """A node by its name; the first one without."""
        self.record = self.record.now()
        return self.record.node(name)

    async def reset(self, *names: str, progress: Progress = lambda _: None) -> None:
        """Make these nodes anew, or all: same name and address, empty; whatever ran in them is gone."""
        self.record = await reset(self.record, *names, progress=progress)

    async def down(self) -> None:
        """End the lab; returns when nothing of it is left."""
        await _end(self.holder)


async def bring_up(
    *,
    name: str = "",
    nodes: int = 1,
    outside: bool = False,
    engine_dir: Path | None = None,
    leash: bool = True,
    progress: Progress = lambda _: None,
) -> Lab:
    """Make a lab and wait until every engine in it answers.

    With a leash it ends with this process, however that ends; without, it stays until it is
    ended or its holder is killed. Raises LabError, or NeedError where the machine stands in the way.
    """
    began = time.monotonic()
    progress(_("making namespaces"))
    try:
        wanted = node_plans(nodes, outside=outside)
        plan = _plan(check_name(name or f"lab-{uuid4().hex[:6]}"), wanted, engine_dir, leash=leash)
        holder, record = _start_holder(plan)
    except OSError as error:
        raise _no_room(error) from error
    try:
        await _follow(holder, progress)
    except news.NodeFailure as failure:
        raise await _explain(plan, holder, failure) from failure
    except BaseException:
        holder.terminate()
        raise
    return Lab(record.now(), holder, time.monotonic() - began)


def _plan(name: str, nodes: tuple[NodePlan, ...], engine_dir: Path | None, *, leash: bool) -> Plan:
    rootless = os.geteuid() != 0
    found = engine.find_engine_dir(engine_dir)
    engine.check_tools(found, rootless=rootless)
    return Plan(
        name=name,
        folder=_make_folder(name),
        nodes=nodes,
        rootless=rootless,
        leash=leash,
        engine_dir=found,
        engine_folders=engine.program_folders(found),
        image=image.make(user_cache_path("tutor")),
        read_only=own_folders(),
    )


def _make_folder(name: str) -> Path:
    """The lab's own folder: whoever can make it has the name."""
    for record in records():  # sweeps what a dead lab of this name has left
        if record.plan.name == name:
            break
    folder = runtime_folder() / name
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        raise LabError(
            _("there is already a lab called {name}", name=name),
            _("end it (tutor lab down {name}) or choose another name", name=name),
        ) from None
    return folder


def _no_room(error: OSError) -> LabError:
    where = f" ({error.filename})" if error.filename else ""
    return LabError(
        _("the lab cannot be prepared: {reason}", reason=f"{error.strerror}{where}"),
        _(
            "it needs some megabytes in the folders for run-time files and for caches: make room there,\n"
            "or name other ones: XDG_RUNTIME_DIR=… XDG_CACHE_HOME=… tutor"
        ),
    )


def _start_holder(plan: Plan) -> tuple[subprocess.Popen[bytes], Record]:
    """A plain process: one of asyncio's would be killed with the loop, but a lab may outlive its maker.

    It is on record before it gets its plan, so that whatever is killed when, the next start finds it.
    """
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
    record = birth_record(plan, holder.pid)
    record.write()
    assert holder.stdin
    holder.stdin.write(plan.to_json().encode() + b"\n")
    holder.stdin.flush()
    return holder, record


async def _follow(holder: subprocess.Popen[bytes], progress: Progress) -> None:
    """Wait until every node of a new lab is ready."""
    lines = asyncio.StreamReader()
    pipe = (lambda: asyncio.StreamReaderProtocol(lines), holder.stdout)
    loop = asyncio.get_running_loop()
    transport, _protocol = await loop.connect_read_pipe(*pipe)
    death = os.pidfd_open(holder.pid)
    # unshare may die and leave a child behind that keeps the pipe open: end whatever is left of it.
    loop.add_reader(death, _end_group, holder.pid)
    try:
        await news.follow(lines, progress)
    finally:
        loop.remove_reader(death)
        os.close(death)
        transport.close()


async def _explain(plan: Plan, holder: subprocess.Popen[bytes], failure: news.NodeFailure) -> LabError:
    said = (plan.folder / "holder.log").read_text(errors="replace").strip().splitlines()
    await _end(holder)
    known = needs.explain()
    if known:
        return known
    lines = "\n".join(f"    {line}" for line in failure.log or said[-8:])
    advice = _("tutor doctor tells what this machine can do")
    return LabError(_("the lab did not come up: {reason}", reason=failure), f"{advice}\n\n{lines}".rstrip())


def _end_group(leader: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


async def _end(holder: subprocess.Popen[bytes]) -> None:
    if holder.poll() is None:
        holder.terminate()
    try:
        await asyncio.to_thread(holder.wait, PATIENCE)
    except subprocess.TimeoutExpired:
        holder.kill()  # the kernel ends what it holds, and the next start clears away what is left
        await asyncio.to_thread(holder.wait)
