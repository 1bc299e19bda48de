"""Control groups of a lab with root: they bound what it takes, and are all that outlives its processes.

The lab has a group, which is held to its limits, and below it each node has its own. Version 2 is one tree:
the node gets a control group namespace and sees its own group as the whole tree. Version 1 is a tree for each
controller: the node sees the host's, and may write below its own group only.
"""

from collections.abc import Iterator
from pathlib import Path

from tutor.lab import limits, spaces

ROOT = Path("/sys/fs/cgroup")
CPUSET = ("cpuset.cpus", "cpuset.mems")
BOUNDING = ("memory", "pids", "cpu")
"""The trees of version 1 that bound something."""
LEAF = "engine"
"""In version 2 a group whose children have controllers may have no process of its own: hence a leaf."""


def unified() -> bool:
    """Whether this host has version 2 alone."""
    return (ROOT / "cgroup.procs").exists()


def places(name: str) -> Iterator[Path]:
    """Where a group of this name is, or would be, in every hierarchy that this host mounts."""
    if unified():
        yield ROOT / name
        return
    for hierarchy in ROOT.iterdir():
        if not hierarchy.is_symlink() and (hierarchy / "cgroup.procs").exists():
            yield hierarchy / name


def doors(name: str) -> list[Path]:
    """The groups that a process of the node of this name shall be in."""
    if unified():
        return [ROOT / name / LEAF]
    return [ROOT / tree / name for tree in BOUNDING if (ROOT / tree / name).is_dir()]


def parent(name: str) -> str:
    """The group that the engine shall put its containers into, as the node sees it."""
    return "/containers" if unified() else f"/{name}"


def make(name: str) -> None:
    """Make a node's group, and its lab's with the limits, in every hierarchy."""
    for place in places(name):
        _make(place.parent)
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
        return "version 2"
    return "versions 1 and 2 (hybrid)" if (ROOT / "unified").is_dir() else "version 1"


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
