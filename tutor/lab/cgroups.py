"""Control groups of a lab with root: they bound what it takes, and are all that outlives its processes.

The lab has a group, which is held to its limits, and below it each node has its own. On the lab's is a label: who
holds it. So it can be known for what it is when nothing else tells of the lab any more. Version 2 is one tree:
the node gets a control group namespace and sees its own group as the whole tree. Version 1 is a tree for each
controller: the node sees the host's, and may write below its own group only.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from tutor.lab import limits, process, spaces
from tutor.language import _

ROOT = Path("/sys/fs/cgroup")
CPUSET = ("cpuset.cpus", "cpuset.mems")
BOUNDING = ("memory", "pids", "cpu")
"""The trees of version 1 that bound something."""
LABEL = "trusted.tutor"
"""Extended attribute (xattr(7)) of a lab's group that only root can read: the process that holds the lab."""
LEAF = "engine"
"""In version 2 a group whose children have controllers may have no process of its own: hence a leaf."""


def unified() -> bool:
    """Whether this host has version 2 alone."""
    return (ROOT / "cgroup.procs").exists()


def places(name: str) -> Iterator[Path]:
    """Where a group of this name is, or would be, in every hierarchy that this host mounts."""
    yield from (hierarchy / name for hierarchy in _hierarchies())


def labelled() -> Iterator[tuple[Path, str]]:
    """All groups that bear a label, in every hierarchy, each with its holder."""
    for hierarchy in _hierarchies():
        for group in hierarchy.iterdir():
            with suppress(OSError):  # no group, none with a label, or gone
                yield group, os.getxattr(group, LABEL).decode(errors="replace")


def doors(name: str) -> list[Path]:
    """The groups that a process of the node of this name shall be in."""
    if unified():
        return [ROOT / name / LEAF]
    return [ROOT / tree / name for tree in BOUNDING if (ROOT / tree / name).is_dir()]


def parent(name: str) -> str:
    """The group that the engine shall put its containers into, as the node sees it."""
    return "/containers" if unified() else f"/{name}"


def make(name: str) -> None:
    """Make a node's group, and its lab's with the limits and this process's label, in every hierarchy."""
    for place in places(name):
        _make(place.parent)
        with suppress(OSError):  # not here: then the record alone tells of it
            os.setxattr(place.parent, LABEL, process.owner().encode())
        for setting, value in limits.settings().items():
            if (place.parent / setting).exists():
                (place.parent / setting).write_text(value)
        _hand_down(place.parent)
        _make(place)


def enter(name: str) -> None:
    """Move this process into its node's group; in version 2 that becomes the root of all it sees."""
    if not unified():
        for door in doors(name):
            (door / "cgroup.procs").write_text("0")
        return
    group = ROOT / name
    (group / "cgroup.procs").write_text("0")
    spaces.unshare(spaces.CLONE_NEWCGROUP)
    (group / LEAF).mkdir(exist_ok=True)
    (group / LEAF / "cgroup.procs").write_text("0")


def version() -> str:
    """Which control groups this host mounts."""
    if (ROOT / "cgroup.controllers").exists():
        return _("version {number}", number=2)
    hybrid = (ROOT / "unified").is_dir()
    return _("versions 1 and 2 (hybrid)") if hybrid else _("version {number}", number=1)


def _hierarchies() -> Iterator[Path]:
    if unified():
        yield ROOT
        return
    for tree in ROOT.iterdir():
        if not tree.is_symlink() and (tree / "cgroup.procs").exists():
            yield tree


def _make(group: Path) -> None:
    group.mkdir(exist_ok=True)
    for setting in CPUSET:  # of version 1: without these no process may enter
        if (group / setting).exists() and (group.parent / setting).exists():
            (group / setting).write_text((group.parent / setting).read_text())


def _hand_down(group: Path) -> None:
    """Version 2: let the groups below have every controller that this one has."""
    if (group / "cgroup.controllers").exists():
        controllers = (group / "cgroup.controllers").read_text().split()
        (group / "cgroup.subtree_control").write_text(" ".join(f"+{each}" for each in controllers))
