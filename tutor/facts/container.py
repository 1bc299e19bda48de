"""Containers, as the engine tells of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from tutor.facts.raw import Message, Raw
from tutor.state import Row

FROM = {"containers"}

_EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104 # read, not bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Container(Row):
    """A container, running or not."""

    name: str
    """Name given with ``--name``, or made up by the engine."""
    id: str
    """The first 12 digits of the id, as ``docker ps`` shows them."""
    image: str
    """Image as it was named in ``docker run``."""
    state: Annotated[str, "created", "running", "paused", "restarting", "removing", "exited", "dead"]
    """created, running, paused, restarting, removing, exited or dead."""
    mode: str | None
    """Network mode: a network's name, ``host``, ``none`` or ``container:ID``; none where it went too fast to be seen."""
    ports: str | None = None
    """Published ports, like 8080->80/tcp or 127.0.0.1:53->53/udp, separated by commas, while it runs."""


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
            ports=",".join(sorted(set(_ports(found)))) or None,
        )


def _ports(found: Message) -> Iterator[str]:
    ports = found.get("NetworkSettings", {}).get("Ports") or {}
    for port, bindings in ports.items():
        for binding in bindings or ():
            where = binding.get("HostIp", "")
            at = "" if where in _EVERYWHERE else f"[{where}]:" if ":" in where else f"{where}:"
            yield f"{at}{binding['HostPort']}->{port}"
