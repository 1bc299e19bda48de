"""Control groups of a lab with root: the only thing that outlives its processes."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
CPUSET = ("cpuset.cpus", "cpuset.mems")


def places(name: str) -> Iterator[Path]:
    """Where a group of this name is, or would be, in every hierarchy that this host mounts."""
    if (ROOT / "cgroup.procs").exists():
        yield ROOT / name
        return
    for hierarchy in ROOT.iterdir():
        if not hierarchy.is_symlink() and (hierarchy / "cgroup.procs").exists():
            yield hierarchy / name


def make(name: str) -> None:
    """Make an empty group in every hierarchy: the one place where a node may write in them."""
    for place in places(name):
        place.mkdir(exist_ok=True)
        for setting in CPUSET:  # of version 1: without these no process may enter
            if (place / setting).exists() and (place.parent / setting).exists():
                (place / setting).write_text((place.parent / setting).read_text())


def remove(name: str) -> None:
    """Remove the empty groups that a node's containers left."""
    for place in places(name):
        for folder, _, _ in os.walk(place, topdown=False):
            with suppress(FileNotFoundError):
                Path(folder).rmdir()
