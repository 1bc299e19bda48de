"""What the kernel tells only when asked (sockets that listen, some sysctls, iptables-legacy), asked again and again."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from tutor.errors import ObserverError
from tutor.facts.raw import Socket
from tutor.observe import rules, switches
from tutor.observe.sockets import Owners, listening

PERIOD = 0.5
"""Seconds between two looks."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A namespace to look into."""

    name: str
    descriptor: int
    """Of the namespace; a duplicate, which the look closes."""
    links: tuple[str, ...]
    """Links whose sysctls are wanted."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look found in a namespace."""

    listeners: tuple[Socket, ...] = ()
    sysctls: Mapping[str, str] | None = None
    legacy: str = ""
    """Names of the tables of iptables-legacy."""
    trouble: str = ""


def look(asks: Iterable[Ask], owners: Owners) -> dict[str, Seen]:
    """Look into each namespace. For a thread of its own: it changes namespace, and reads files."""
    sockets: dict[str, tuple[tuple[Socket, int], ...]] = {}
    seen: dict[str, Seen] = {}
    for ask in asks:
        try:
            sockets[ask.name] = listening(ask.descriptor)
            sysctls = switches.read(ask.descriptor, ask.links)
            seen[ask.name] = Seen(sysctls=sysctls, legacy=rules.legacy_tables(ask.descriptor))
        except (OSError, ObserverError) as error:
            seen[ask.name] = Seen(trouble=f"{ask.name} cannot be looked into: {error}")
        finally:
            os.close(ask.descriptor)
    names = owners.name({inode for found in sockets.values() for _, inode in found})
    for name in sockets.keys() & seen.keys():
        named = {replace(socket, process=names.get(inode)) for socket, inode in sockets[name]}
        order = sorted(named, key=lambda socket: (socket.proto, socket.ip, socket.port, socket.process or ""))
        seen[name] = replace(seen[name], listeners=tuple(order))
    return seen
