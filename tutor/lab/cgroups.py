"""Control groups of a lab with root: the only thing that outlives its processes."""

import os
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")


def remove(name: str) -> None:
    """Remove the empty groups that a lab's containers left, in every hierarchy that this host mounts."""
    for hierarchy in (ROOT, *(path for path in ROOT.iterdir() if path.is_dir())):
        for folder, _, _ in os.walk(hierarchy / name, topdown=False):
            Path(folder).rmdir()


def version() -> str:
    """Which control groups this host mounts."""
    if (ROOT / "cgroup.controllers").exists():
        return "version 2"
    return "versions 1 and 2 (hybrid)" if (ROOT / "unified").is_dir() else "version 1"
