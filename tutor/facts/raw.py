"""What the observer gathers before it is told apart into rows: plain dictionaries and text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Message = Mapping[str, Any]
"""A netlink message: its header's fields and its attributes, by their names in the kernel."""


@dataclass(slots=True)
class Namespace:
    """One network namespace as the kernel tells of it."""

    name: str
    inode: int
    links: dict[Any, Message] = field(default_factory=dict)
    """By interface index."""
    addresses: dict[Any, Message] = field(default_factory=dict)
    routes: dict[Any, Message] = field(default_factory=dict)
    neighbours: dict[Any, Message] = field(default_factory=dict)
    nat: str = ""
    """The nat table as ``iptables-save`` prints it."""


@dataclass(slots=True)
class Raw:
    """All that was gathered on one node."""

    node: str
    namespaces: dict[str, Namespace] = field(default_factory=dict)
    """By name: host, or a container's."""
    containers: list[Message] = field(default_factory=list)
    """As the engine's inspect tells of them."""
    networks: list[Message] = field(default_factory=list)
    """As the engine's inspect tells of them."""
