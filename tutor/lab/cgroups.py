"""Control groups of a node with root: the only thing that outlives its processes.

Version 2 is one tree: the node gets a control group namespace and sees its own group as the whole tree.
Version 1 is a tree for each controller: the node sees the host's, and may write below its own group only.
"""

import ctypes
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
CPUSET = ("cpuset.cpus", "cpuset.mems")
CLONE_NEWCGROUP = 0x02000000


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


def parent(name: str) -> str:
    """The group that the engine shall put its containers into, as the node sees it."""
    return "/containers" if unified() else f"/{name}"


def make(name: str) -> None:
    """Make an empty group in every hierarchy: the one place where a node may write in them."""
    for place in places(name):
        place.mkdir(exist_ok=True)
        for setting in CPUSET:  # of version 1: without these no process may enter
            if (place / setting).exists() and (place.parent / setting).exists():
                (place / setting).write_text((place.parent / setting).read_text())


def enter(name: str) -> None:
    """Make the group the root of what this process and its children see, and stay in a leaf of it.

    A group whose children have controllers may have no process of its own: hence the leaf.
    """
    group = ROOT / name
    (group / "cgroup.procs").write_text("0")
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWCGROUP):
        raise OSError(ctypes.get_errno(), "no namespace for control groups", str(group))
    (group / "engine").mkdir()
    (group / "engine/cgroup.procs").write_text("0")


def remove(name: str) -> None:
    """Remove the empty groups that a node's containers left."""
    for place in places(name):
        for folder, _, _ in os.walk(place, topdown=False):
            with suppress(FileNotFoundError):
                Path(folder).rmdir()


def version() -> str:
    """Which control groups this host mounts."""
    if (ROOT / "cgroup.controllers").exists():
        return "version 2"
    return "versions 1 and 2 (hybrid)" if (ROOT / "unified").is_dir() else "version 1"
