"""What connection tracking tells of a packet's connection: which addresses it comes with, and how its answers come."""

import socket
import struct
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from tutor.observe.proof.ear import Ear
from tutor.observe.proof.header import ICMP, PROTOCOLS, Header
from tutor.observe.proof.nfnl import Attributes, read_attributes
from tutor.observe.proof.table import Wanted

SUBSYS_CTNETLINK, _NEW = 1, 0
GROUPS = 0b11
"""Connections that come (NEW), and that change (UPDATE)."""
_THERE, _BACK = 1, 2
_IP, _PROTO = 1, 2
_ADDRESSES = {1: 4, 3: 6}
"""The attribute of a source address, and IP's version; that of the destination is the next."""
_NUMBER, _PORTS, _ECHO_IDS = 1, (2, 3), {"icmp": 4, "icmpv6": 7}


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection at a moment of its life."""

    there: Header
    """Its packets, as they come."""
    back: Header
    """Its answers, as they come."""

    def to_plain(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


class Connections(Ear):
    """Hears of the chosen packets' connections in the current network namespace."""

    def __init__(self, wanted: Iterable[Wanted]) -> None:
        super().__init__(GROUPS)
        self._wanted = list(wanted)

    def read(self) -> Iterator[Connection]:
        """What has been told since the last call."""
        for kind, _, body in self.hear():
            if kind == SUBSYS_CTNETLINK << 8 | _NEW and (found := _connection(body)) and self._asks(found):
                yield found

    def _asks(self, found: Connection) -> bool:
        return any(each.fits(found.there) for each in self._wanted)


def _connection(body: bytes) -> Connection | None:
    try:
        found = read_attributes(body)
        there, back = (_header(read_attributes(found[name])) for name in (_THERE, _BACK))
        return Connection(there, back)
    except (KeyError, ValueError, struct.error):
        return None


def _header(found: Attributes) -> Header:
    """One direction. An echo's number is the same in both, as in the packets themselves."""
    ip, inner = read_attributes(found[_IP]), read_attributes(found[_PROTO])
    at = min(_ADDRESSES.keys() & ip.keys())
    proto = PROTOCOLS.get(inner[_NUMBER][0], str(inner[_NUMBER][0]))
    kinds = (_ECHO_IDS[proto], -1) if proto in ICMP else _PORTS
    sport, dport = (int.from_bytes(inner[kind]) if kind in inner else None for kind in kinds)
    return Header(_ADDRESSES[at], proto, _address(ip[at]), _address(ip[at + 1]), sport, dport)


def _address(packed: bytes) -> str:
    return socket.inet_ntop(socket.AF_INET if len(packed) == 4 else socket.AF_INET6, packed)  # noqa: PLR2004 # bytes of IPv4's
