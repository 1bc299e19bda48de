"""Where an act starts from: a network namespace, and the files that its resolver reads."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path

from tutor.facts.raw import Raw
from tutor.observe.netlink import inside

OWN = ("host", "outside")
"""What the observer's own namespace may be called."""


class NoPlaceError(LookupError):
    """The place is not there (any more): nothing can be tried from it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A process whose network, and whose files, an act uses."""

    process: str
    """Its folder's name in /proc."""

    def socket(self, family: int, kind: int, proto: int = 0) -> socket.socket:
        """A socket in the place's network namespace, that never waits."""
        try:
            descriptor = os.open(f"/proc/{self.process}/ns/net", os.O_RDONLY)
        except FileNotFoundError:
            raise NoPlaceError(self.process) from None
        try:
            with inside(descriptor):
                made = socket.socket(family, kind | socket.SOCK_NONBLOCK, proto)
        finally:
            os.close(descriptor)
        return made

    def read(self, file: str) -> str:
        """A file as the place sees it; empty where there is none."""
        try:
            return Path(f"/proc/{self.process}/root", file.lstrip("/")).read_text(errors="replace")
        except OSError:
            return ""


def find_place(name: str, raw: Raw) -> Place:
    """The place that a lesson calls this. Raises NoPlaceError where no such container runs."""
    if name in (*OWN, raw.node):
        return Place("self")
    for found in raw.containers:
        if found["Name"].lstrip("/") == name and found["State"]["Running"]:
            return Place(str(found["State"]["Pid"]))
    raise NoPlaceError(name)
