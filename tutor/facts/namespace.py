"""Network namespaces that are observed on a node."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tutor.facts.raw import Raw
from tutor.state import Row

FROM = {"namespaces", "networks"}

_OF_NETWORK = re.compile(r"(?:\d+-|lb_)([0-9a-z]{9,10})")
"""How the engine names namespaces of an overlay network: with the first characters of its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Namespace(Row):
    """A network namespace in which everything is being observed.

    There is none for a namespace of which something could not be read, so that nothing is concluded from its absence.
    """

    name: str
    """host; a container's name; outside; the name given to `ip netns add`; or, of the engine's own, that of its file."""
    inode: int
    """The kernel's number for it, as ``readlink /proc/PID/ns/net`` shows it."""
    kind: str = "host"
    """host, container, engine, named (by `ip netns add`) or outside."""
    network: str | None = None
    """With kind=engine: name of the overlay network that it belongs to."""


def read(raw: Raw) -> Iterator[Namespace]:
    """One row for each namespace that has been read to its end."""
    for found in raw.namespaces.values():
        if found.complete:
            network = _network(raw, found.name) if found.kind == "engine" else None
            yield Namespace(
                node=raw.node, name=found.name, inode=found.inode, kind=found.kind, network=network
            )


def _network(raw: Raw, name: str) -> str | None:
    if found := _OF_NETWORK.match(name):
        return next((each["Name"] for each in raw.networks if each["Id"].startswith(found[1])), None)
    return None
