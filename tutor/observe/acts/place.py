"""Where an act starts from: a network namespace, and the files that its resolver reads."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path

from tutor.facts.raw import Raw
from tutor.observe.mounts import engine_namespaces, named_namespaces
from tutor.observe.netlink import inside

OWN = ("host", "outside")
"""What the observer's own namespace may be called."""


class NoPlaceError(LookupError):
    """The place is not there (any more): nothing can be tried from it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A network, and a file system, that an act uses."""

    network: Path
    """A file that stands for the namespace."""
    root: Path

    def socket(self, family: int, kind: int, proto: int = 0) -> socket.socket:
        """A socket in the place's network namespace, that never waits."""
        try:
            descriptor = os.open(self.network, os.O_RDONLY)
        except FileNotFoundError:
            raise NoPlaceError(f"the namespace of {self.network} is gone") from None
        try:
            with inside(descriptor):
                made = socket.socket(family, kind | socket.SOCK_NONBLOCK, proto)
        finally:
            os.close(descriptor)
        return made

    def read(self, file: str) -> str:
        """A file as the place sees it; empty where there is none."""
        try:
            return (self.root / file.lstrip("/")).read_text(errors="replace")
        except OSError:
            return ""


def find_place(name: str, raw: Raw) -> Place:
    """The place that a lesson calls this. Raises NoPlaceError where there is no such namespace."""
    if name in (*OWN, raw.node):
        return _of_process("self")
    for found in raw.containers:
        if found["Name"].lstrip("/") == name and found["State"]["Running"]:
            return _of_process(found["State"]["Pid"])
    if file := (engine_namespaces() | named_namespaces()).get(name):
        return Place(file, Path("/"))
    raise NoPlaceError(f"there is no namespace {name}")


def _of_process(process: int | str) -> Place:
    folder = Path(f"/proc/{process}")
    return Place(folder / "ns/net", folder / "root")
