"""What is known of each lab while it lives: a small file a lab in the user's runtime folder.

Its holder keeps it true, in one stroke each time: a node that is not there is not in it.
"""

import json
import os
import shutil
import signal
import time
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tutor.errors import LabError
from tutor.lab import cgroups, process, remains
from tutor.lab.node import Node
from tutor.lab.plan import Plan

FILE = "lab.json"
GRACE = 60.0
"""Seconds after which a folder without a record belongs to nobody: its maker has died."""


def runtime_folder() -> Path:
    """The folder of this user's labs; refused when somebody else could write there."""
    from platformdirs import user_runtime_path  # noqa: PLC0415 - the holder's bare Python has no such library

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # without a session's runtime folder it falls back to /tmp
        folder = user_runtime_path("tutor")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    status = folder.stat()
    if status.st_uid != os.getuid() or status.st_mode & 0o022:
        raise LabError(f"{folder} is not yours alone", f"remove it, or: chmod 700 {folder}")
    return folder


@dataclass(frozen=True, slots=True)
class Record:
    """A lab that lives: its plan, the process that holds it and its nodes' first processes."""

    plan: Plan
    holder: int
    """Pid of the holder."""
    born: str
    """When the holder started, by the kernel's clock: a pid alone may be used again."""
    pids: dict[str, int]
    """Pid of the first process of each node that is there."""
    engines: dict[str, str]
    """Version of the engine of each node whose engine answers."""

    @property
    def alive(self) -> bool:
        """Whether the holder still runs."""
        return process.birth(self.holder) == self.born

    @property
    def nodes(self) -> list[Node]:
        """The nodes that are there, in the order of the plan."""
        return [self.node(node.name) for node in self.plan.nodes if node.name in self.pids]

    def node(self, name: str = "") -> Node:
        """A node by its name; the first one without."""
        plan = self.plan.node(name or self.plan.nodes[0].name)
        if plan.name not in self.pids:
            raise LabError(
                f"node {plan.name} of lab {self.plan.name} is not there now",
                f"it is being made; or else: tutor lab reset {self.plan.name} --node {plan.name}",
            )
        pid = self.pids[plan.name]
        doors = [] if self.plan.rootless else cgroups.doors(self.plan.cgroup(plan.name))
        return Node(
            *(plan.name, pid, self.plan.rootless, self.plan.path, plan.engine, plan.address),
            groups=tuple(map(str, doors)),
        )

    def now(self) -> "Record":
        """The record as it is by now: a reset has changed it."""
        try:
            return _read(self.plan.folder)
        except FileNotFoundError:
            raise LabError(f"lab {self.plan.name} is gone", "start another one: tutor lab up") from None

    def write(self) -> None:
        """Keep the record, in one stroke."""
        known = {
            "plan": json.loads(self.plan.to_json()),
            "holder": self.holder,
            "born": self.born,
            "pids": self.pids,
            "engines": self.engines,
        }
        _keep(self.plan.folder / FILE, json.dumps(known))

    def end(self) -> None:
        """Ask the holder to end the lab; the caller may wait for the folder to go."""
        if self.alive:
            os.kill(self.holder, signal.SIGTERM)

    def sweep(self) -> None:
        """Remove what a killed holder could not: the lab's control groups, what is frozen in them, its folder.

        Raises LabError when the kernel keeps a group; the folder then stays, and the next start tries again.
        """
        if not self.plan.rootless:
            remains.remove(self.plan.group)
        shutil.rmtree(self.plan.folder, ignore_errors=True)


def _keep(file: Path, text: str) -> None:
    """In one stroke; or, where the disk is full, in the room that the file has had before."""
    draft = file.with_suffix(".new")
    try:
        draft.write_text(text)
        draft.replace(file)
    except OSError:
        draft.unlink(missing_ok=True)
        if not file.exists():
            raise
        with file.open("r+") as kept:
            kept.write(text)
            kept.truncate()


def birth_record(plan: Plan, holder: int) -> Record:
    """The record of a lab whose holder has just been started."""
    return Record(plan, holder, process.birth(holder), {}, {})


def records() -> Iterator[Record]:
    """The user's labs, oldest first; what dead ones left behind is removed on the way.

    What another version of this program wrote and this one cannot read is not among them.
    """
    if os.geteuid() == 0:
        remains.sweep()
    folders = [folder for folder in runtime_folder().iterdir() if not folder.name.startswith(".")]
    known = [record for folder in folders if (record := _look_into(folder))]
    for record in sorted(known, key=lambda record: process.order(record.born)):
        if record.alive:
            yield record
        elif _look_into(record.plan.folder) == record:  # nobody has swept it meanwhile, and made another one
            with suppress(LabError):
                record.sweep()


def find_record(name: str = "") -> Record:
    """The lab of this name; without a name, the newest."""
    living = list(records())
    named = [record for record in living if not name or record.plan.name == name]
    if not named:
        _explain(name)
        what = f"no lab called {name}" if name else "no lab"
        others = ", ".join(record.plan.name for record in living)
        advice = f"yours are: {others}" if others else "start one: tutor lab up"
        raise LabError(f"there is {what}", advice)
    return named[-1]


def _explain(name: str) -> None:
    """Say so when the lab of this name has a record that cannot be read."""
    if name and (runtime_folder() / name).is_dir():
        with suppress(FileNotFoundError):
            _read(runtime_folder() / name)


def _look_into(folder: Path) -> Record | None:
    """The record in a folder; one whose maker died before it wrote any is removed."""
    try:
        return _read(folder)
    except LabError:
        return None
    except (FileNotFoundError, NotADirectoryError):
        with suppress(FileNotFoundError):
            if time.time() - folder.stat().st_mtime > GRACE:
                shutil.rmtree(folder, ignore_errors=True)
        return None


def _read(folder: Path) -> Record:
    text = (folder / FILE).read_text()
    try:
        known = json.loads(text)
        plan = Plan.from_json(json.dumps(known["plan"]))
        return Record(plan, known["holder"], known["born"], known["pids"], known.get("engines", {}))
    except (ValueError, KeyError, TypeError) as error:
        raise LabError(
            f"{folder / FILE} cannot be read: another version of the course wrote it ({error!r})",
            f"end that lab with that version, or remove {folder}",
        ) from error
