"""What a lab leaves in its control groups (with root): ended, however frozen, and cleared away."""

import os
import signal
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from tutor.errors import LabError
from tutor.lab import cgroups, process

PATIENCE = 5.0
"""Seconds that the kernel may take to take a killed process out of its group."""
PAUSE = 0.005
WARM = (("freezer.state", "THAWED"), ("cgroup.freeze", "0"))
"""How a group is thawed, in version 1 and 2."""


def thaw(name: str) -> None:
    """Let what is paused in a group run again: in version 1 a frozen process does not even die."""
    _thaw(cgroups.places(name))


def remove(name: str) -> None:
    """End all that is left in a group and remove it, with all below it; raises LabError when it stays."""
    _remove(list(cgroups.places(name)))


def sweep() -> None:
    """Remove the groups whose label names a holder that is dead, though no record tells of them any more."""
    dead = [group for group, holder in cgroups.labelled() if process.is_dead(holder)]
    with suppress(LabError):  # the next start tries again
        _remove(dead)  # together: what is frozen in one keeps others busy


def _remove(places: list[Path]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _cleared(places):
        _thaw(places)
        for pid in _occupants(places):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if time.monotonic() > deadline:
            raise _held(places)
        time.sleep(PAUSE)


def _thaw(places: Iterable[Path]) -> None:
    for group in _groups(places):
        for setting, warm in WARM:
            with suppress(OSError):  # it has no such setting, or is gone
                (group / setting).write_text(warm)


def _cleared(places: Iterable[Path]) -> bool:
    """Remove those of the groups that are empty; whether all were."""
    for group in reversed(list(_groups(places))):
        with suppress(OSError):  # busy
            group.rmdir()
    return not any(_groups(places))


def _groups(places: Iterable[Path]) -> Iterator[Path]:
    """These groups and all below them, each before those below it."""
    for place in places:
        for folder, _, _ in os.walk(place):
            yield Path(folder)


def _occupants(places: Iterable[Path]) -> set[int]:
    """The processes in these groups and below them, as this host numbers them: those of others show as 0."""
    found: set[int] = set()
    for group in _groups(places):
        with suppress(OSError):
            found.update(map(int, (group / "cgroup.procs").read_text().split()))
    return found - {0}


def _held(places: list[Path]) -> LabError:
    still = ", ".join(f"{pid} ({_called(pid)})" for pid in sorted(_occupants(places)))
    group = next(_groups(places), places[0])
    what = f"processes that do not die are in it: {still}" if still else "the kernel calls it busy"
    return LabError(f"control group {group} cannot be removed", what)


def _called(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return "gone"
