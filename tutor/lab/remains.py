"""What a lab leaves in its control groups (with root): ended, however frozen, and cleared away."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from tutor.errors import LabError
from tutor.lab import cgroups

PATIENCE = 5.0
"""Seconds that the kernel may take to take a killed process out of its group."""
PAUSE = 0.005
WARM = (("freezer.state", "THAWED"), ("cgroup.freeze", "0"))
"""How a group is thawed, in version 1 and 2."""


def thaw(name: str) -> None:
    """Let what is paused in a group run again: in version 1 a frozen process does not even die."""
    for group in _groups(name):
        for setting, warm in WARM:
            with suppress(OSError):  # it has no such setting, or is gone
                (group / setting).write_text(warm)


def remove(name: str) -> None:
    """End all that is left in a group and remove it, with all below it; raises LabError when it stays."""
    deadline = time.monotonic() + PATIENCE
    while not _cleared(name):
        thaw(name)
        for pid in _occupants(name):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if time.monotonic() > deadline:
            raise _held(name)
        time.sleep(PAUSE)


def _cleared(name: str) -> bool:
    """Remove those of the groups that are empty; whether all were."""
    for group in reversed(list(_groups(name))):
        with suppress(OSError):  # busy
            group.rmdir()
    return not any(_groups(name))


def _groups(name: str) -> Iterator[Path]:
    """The group and all below it, in every hierarchy, each before those below it."""
    for place in cgroups.places(name):
        for folder, _, _ in os.walk(place):
            yield Path(folder)


def _occupants(name: str) -> set[int]:
    """The processes in a group and below it, as this host numbers them: those of others show as 0."""
    found: set[int] = set()
    for group in _groups(name):
        with suppress(OSError):
            found.update(map(int, (group / "cgroup.procs").read_text().split()))
    return found - {0}


def _held(name: str) -> LabError:
    still = ", ".join(f"{pid} ({_called(pid)})" for pid in sorted(_occupants(name)))
    group = next(_groups(name), Path(name))
    what = f"processes that do not die are in it: {still}" if still else "the kernel calls it busy"
    return LabError(f"control group {group} cannot be removed", what)


def _called(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return "gone"
