"""Containers, as the engine tells of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from tutor.facts.raw import Raw
from tutor.state import Row

FROM = {"containers"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Container(Row):
    """A container, running or not."""

    name: str
    """Name given with ``--name``, or made up by the engine."""
    id: str
    """The first 12 digits of the id, as ``docker ps`` shows them."""
    image: str
    """Image as it was named in ``docker run``."""
    state: str
    """created, running, paused, restarting, removing, exited or dead."""
    mode: str
    """Network mode: a network's name, ``host``, ``none`` or ``container:ID``."""


def read(raw: Raw) -> Iterator[Container]:
    """Turn the engine's inspect into rows."""
    for found in raw.containers:
        mode = found["HostConfig"]["NetworkMode"]
        yield Container(
            node=raw.node,
            name=found["Name"].lstrip("/"),
            id=found["Id"][:12],
            image=found["Config"]["Image"],
            state=found["State"]["Status"],
            mode="bridge" if mode == "default" else mode,
        )
