"""What the observer gathers before it is told apart into rows: messages of the kernel and the engine, and rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tutor.firewall import Ruleset

Message = Mapping[str, Any]
"""A netlink message: its header's fields and its attributes, by their names in the kernel."""


@dataclass(frozen=True, slots=True)
class Socket:
    """A socket that waits for others."""

    proto: str
    ip: str
    port: int
    process: str | None = None
    """Name of the process that holds it, where that can be seen."""


@dataclass(slots=True)
class Namespace:
    """One network namespace as the kernel tells of it."""

    name: str
    inode: int
    kind: str = "host"
    """host, container, engine, named or outside."""
    complete: bool = True
    """Whether everything in it has been read: without that, an absence proves nothing."""
    links: dict[Any, Message] = field(default_factory=dict)
    """By interface index."""
    addresses: dict[Any, Message] = field(default_factory=dict)
    routes: dict[Any, Message] = field(default_factory=dict)
    neighbours: dict[Any, Message] = field(default_factory=dict)
    fdb: dict[Any, Message] = field(default_factory=dict)
    switches: dict[Any, Message] = field(default_factory=dict)
    """IP's switches (netconf) by address family and interface index; index -1 is for all."""
    connections: dict[Any, Message] = field(default_factory=dict)
    rules: Ruleset = field(default_factory=Ruleset)
    listeners: frozenset[Socket] = frozenset()
    sysctls: dict[str, str] = field(default_factory=dict)
    """By path below /proc/sys: those that are not among the switches."""


@dataclass(slots=True)
class Raw:
    """All that was gathered on one node."""

    node: str
    namespaces: dict[str, Namespace] = field(default_factory=dict)
    """By name: host, a container's, the engine's own, one that was given by hand, or outside."""
    containers: list[Message] = field(default_factory=list)
    """As the engine's inspect tells of them."""
    networks: list[Message] = field(default_factory=list)
    """As the engine's inspect tells of them."""
