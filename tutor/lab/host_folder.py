"""The folder of a lesson on the machine itself: one lesson holds it at a time, and its end removes it.

What a lesson needs beside the engine is in it: the docker that labels, and what shells report.
"""

import fcntl
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from tutor.errors import LabError
from tutor.lab.record import runtime_folder
from tutor.language import _

NAME = ".host"
"""Like that of no lab, whose names begin otherwise."""


@dataclass(frozen=True, slots=True)
class HostFolder:
    """The folder, as whoever holds it has it."""

    path: Path
    lock: int
    """A descriptor of the folder: the kernel lets go of it when its holder is killed."""

    def close(self) -> None:
        """Remove the folder and let go."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self.lock)


def take_folder() -> HostFolder:
    """Make the folder, empty, and hold it; raises LabError when another lesson holds it."""
    path = runtime_folder() / NAME
    while True:
        path.mkdir(mode=0o700, exist_ok=True)
        try:
            lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        if _hold(lock, path):
            _empty(path)
            return HostFolder(path, lock)
        os.close(lock)


def _hold(lock: int, path: Path) -> bool:
    """Hold it, unless its holder has just removed it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return path.exists() and os.path.samestat(os.fstat(lock), path.stat())
    except FileNotFoundError:
        return False
    except BlockingIOError:
        os.close(lock)
        raise LabError(
            _("another lesson is being played on this machine itself"),
            _("end that first, or play in the lab"),
        ) from None


def _empty(path: Path) -> None:
    """Remove what a lesson that was killed has left."""
    for left in path.iterdir():
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)
        else:
            left.unlink()
