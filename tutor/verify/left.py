"""Looks whether a lab that has ended left anything behind on the machine."""

import asyncio
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tutor.lab import cgroups, process
from tutor.lab.record import Record

GRACE = 2.0
"""Seconds that the kernel may take to clear away what was killed."""
LOOKS = 40
"""How often it is looked in these."""
_PROC = Path("/proc")
_KINDS = ("net", "pid")


@dataclass(frozen=True, slots=True)
class Traces:
    """What there is of a lab on the machine while it lives."""

    folder: Path
    groups: tuple[str, ...]
    """Names of its control groups."""
    spaces: frozenset[int]
    """Its namespaces, by the kernel's numbers: whatever is in one of them belongs to the lab."""


@contextmanager
def traces(record: Record) -> Iterator[Traces]:
    """The traces of a lab that is up.

    Its namespaces are held until the end: else the kernel would give their numbers to the next lab.
    """
    pids = [record.holder, *record.pids.values()]
    held = [os.open(_PROC / str(pid) / "ns" / kind, os.O_RDONLY) for pid in pids for kind in _KINDS]
    try:
        spaces = frozenset(os.fstat(descriptor).st_ino for descriptor in held) - set(_spaces("self"))
        nodes = () if record.plan.rootless else record.plan.nodes
        yield Traces(record.plan.folder, tuple(record.plan.cgroup(node.name) for node in nodes), spaces)
    finally:
        for descriptor in held:
            os.close(descriptor)


def links() -> frozenset[str]:
    """The machine's own network interfaces, by name."""
    return frozenset(name for _, name in socket.if_nameindex())


async def left(gone: Traces) -> list[str]:
    """What is still there of a lab that has ended, in words; returns as soon as there is nothing."""
    for _ in range(LOOKS):
        if not list(_find(gone)):
            return []
        await asyncio.sleep(GRACE / LOOKS)
    return list(_find(gone))


def _find(gone: Traces) -> Iterator[str]:
    if gone.folder.exists():
        yield f"the folder {gone.folder}"
    for place in (place for name in gone.groups for place in cgroups.places(name)):
        if place.exists():
            yield f"the control group {place}"
    for pid in (entry.name for entry in _PROC.iterdir() if entry.name.isdigit()):
        if not gone.spaces.isdisjoint(_spaces(pid)) and process.birth(int(pid)):
            yield f"process {pid}"


def _spaces(pid: str) -> Iterator[int]:
    """The namespaces of a process; none of one that is gone, or somebody else's."""
    for kind in _KINDS:
        with suppress(FileNotFoundError, ProcessLookupError, PermissionError):
            yield (_PROC / pid / "ns" / kind).stat().st_ino
