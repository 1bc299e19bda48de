"""Sockets that wait for others to come."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from tutor.facts.raw import Raw
from tutor.state import Row

FROM = {"namespaces", "listeners"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener(Row):
    """A TCP socket that listens, or a UDP socket that is not bound to one other end.

    The kernel tells of these only when asked: they are looked at twice a second.
    """

    netns: str
    """Namespace it is in."""
    proto: Annotated[str, "tcp", "udp"]
    """tcp or udp."""
    ip: str
    """Address it waits at; 0.0.0.0 and :: are all addresses."""
    port: int
    """Port it waits at."""
    process: str | None
    """Name of the process that holds it, where that can be seen."""


def read(raw: Raw) -> Iterator[Listener]:
    """One row for each socket."""
    for space in raw.namespaces.values():
        for found in space.listeners:
            yield Listener(
                node=raw.node,
                netns=space.name,
                proto=found.proto,
                ip=found.ip,
                port=found.port,
                process=found.process,
            )
