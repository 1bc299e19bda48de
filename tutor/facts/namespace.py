"""Network namespaces that are observed on a node."""

from collections.abc import Iterator
from dataclasses import dataclass

from tutor.facts.raw import Raw
from tutor.state import Row

FROM = {"namespaces"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Namespace(Row):
    """A network namespace whose links, addresses and routes are being observed."""

    name: str
    """host, or the container's name."""
    inode: int
    """The kernel's number for it, as ``readlink /proc/PID/ns/net`` shows it."""


def read(raw: Raw) -> Iterator[Namespace]:
    """One row for each namespace that the observer has open."""
    for found in raw.namespaces.values():
        yield Namespace(node=raw.node, name=found.name, inode=found.inode)
