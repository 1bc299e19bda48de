"""What is known of each lab while it lives: a small file a lab in the user's runtime folder."""

import json
import os
import shutil
import signal
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_runtime_path

from tutor.errors import LabError
from tutor.lab import cgroups
from tutor.lab.node import Node
from tutor.lab.plan import Plan

FILE = "lab.json"


def runtime_folder() -> Path:
    """The folder of this user's labs; refused when somebody else could write there."""
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
    """Pid of each node's first process."""

    @property
    def alive(self) -> bool:
        """Whether the holder still runs."""
        return birth(self.holder) == self.born

    def node(self, name: str = "") -> Node:
        """A node by its name; the first one without."""
        wanted = name or self.plan.nodes[0].name
        if wanted not in self.pids:
            there = ", ".join(self.pids) or "none"
            raise LabError(f"lab {self.plan.name} has no node {wanted}", f"its nodes: {there}")
        return Node(wanted, self.pids[wanted], self.plan.rootless, self.plan.path)

    def write(self) -> None:
        """Keep the record, in one stroke."""
        known = {
            "plan": json.loads(self.plan.to_json()),
            "holder": self.holder,
            "born": self.born,
            "pids": self.pids,
        }
        draft = self.plan.folder / f"{FILE}.new"
        draft.write_text(json.dumps(known))
        draft.replace(self.plan.folder / FILE)

    def end(self) -> None:
        """Ask the holder to end the lab; the caller may wait for the folder to go."""
        if self.alive:
            os.kill(self.holder, signal.SIGTERM)

    def sweep(self) -> None:
        """Remove what a killed holder could not: the lab's empty cgroups and its folder."""
        if not self.plan.rootless:
            cgroups.remove(self.plan.cgroup)
        shutil.rmtree(self.plan.folder, ignore_errors=True)


def birth_record(plan: Plan, holder: int, pids: dict[str, int]) -> Record:
    """The record of a lab whose holder has just been started."""
    return Record(plan, holder, birth(holder), pids)


def records() -> Iterator[Record]:
    """The user's labs, oldest first; what dead ones left behind is removed on the way."""
    folders = [path for path in runtime_folder().iterdir() if (path / FILE).is_file()]
    for folder in sorted(folders, key=lambda path: path.stat().st_mtime):
        record = _read(folder)
        if record.alive:
            yield record
        else:
            record.sweep()


def find_record(name: str = "") -> Record:
    """The lab of this name; without a name, the newest."""
    living = list(records())
    named = [record for record in living if not name or record.plan.name == name]
    if not named:
        what = f"no lab called {name}" if name else "no lab"
        others = ", ".join(record.plan.name for record in living)
        advice = f"yours are: {others}" if others else "start one: tutor lab up"
        raise LabError(f"there is {what}", advice)
    return named[-1]


def _read(folder: Path) -> Record:
    try:
        known = json.loads((folder / FILE).read_text())
        plan = Plan.from_json(json.dumps(known["plan"]))
        return Record(plan, known["holder"], known["born"], known["pids"])
    except (ValueError, KeyError, TypeError) as error:
        raise LabError(f"{folder / FILE} cannot be read ({error})", f"remove {folder}") from error


def birth(pid: int) -> str:
    """Boot and start time of a process (field 22 of proc_pid_stat(5)); empty when it is gone or a zombie."""
    try:
        state, *after = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return "" if state in "ZX" else f"{boot}/{after[18]}"
