"""Packets as bytes: addresses, ports and what tells one packet of a connection from another."""

import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

ICMP = ("icmp", "icmpv6")
PROTOCOLS = {1: "icmp", 6: "tcp", 17: "udp", 58: "icmpv6"}
ECHO = {("icmp", 8): "request", ("icmp", 0): "reply", ("icmpv6", 128): "request", ("icmpv6", 129): "reply"}
_V6_HEADER = 40
_FLAGS = {0x02: "S", 0x10: "A", 0x04: "R", 0x01: "F"}


@dataclass(frozen=True, slots=True)
class Header:
    """Addresses and ports of a packet, as it says them or as it is expected to."""

    family: int
    """4 or 6."""
    proto: str
    """tcp, udp, icmp or icmpv6."""
    source: str
    dest: str
    sport: int | None
    """With icmp: the number of the echo request."""
    dport: int | None

    def turned(self) -> "Header":
        """The header of an answer."""
        if self.proto in ICMP:
            return replace(self, source=self.dest, dest=self.source)
        return replace(self, source=self.dest, dest=self.source, sport=self.dport, dport=self.sport)

    def is_like(self, expected: "Header") -> bool:
        """Whether this is the one that is expected; what nobody could foretell of that, and is None, may be anything."""
        pairs = ((getattr(self, name), getattr(expected, name)) for name in Header.__slots__)
        return all(one == other or other is None for one, other in pairs)

    def text(self) -> str:
        """Like 10.0.0.2:40000 → 10.0.0.3:80."""
        return f"{end(self.source, self.sport, self.proto)} → {end(self.dest, self.dport, self.proto)}"


def end(address: str, port: int | None, proto: str) -> str:
    """One end as people write it; an echo request has no ports."""
    if port is None or proto in ICMP:
        return address
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


@dataclass(frozen=True, slots=True)
class Seen:
    """A packet that was seen: its header, and what tells it from others of the same connection."""

    header: Header
    flags: str = ""
    """With tcp: of S, A, R and F those that are set. With icmp: request, reply, or error."""
    stamp: str = ""
    """What its sender has numbered it with and nobody on the way changes: IP's number, and tcp's two."""


def from_plain(told: Mapping[str, Any]) -> Seen:
    """What was seen, from plain values."""
    return Seen(Header(**told["header"]), told["flags"], told["stamp"])


def read_network(network: bytes, transport: bytes | None = None) -> Seen | None:
    """The packet that begins so; None for what is none of IP, or is cut off."""
    try:
        if network[0] >> 4 == 4:  # noqa: PLR2004 # IP's version
            size = (network[0] & 0xF) * 4
            source, dest = (socket.inet_ntop(socket.AF_INET, network[at : at + 4]) for at in (12, 16))
            number, piece = struct.unpack_from("!HH", network, 4)
            inner = b"" if piece & 0x1FFF else transport or network[size:]
            return _read_transport(Header(4, _proto(network[9]), source, dest, None, None), inner, number)
        source, dest = (socket.inet_ntop(socket.AF_INET6, network[at : at + 16]) for at in (8, 24))
        header = Header(6, _proto(network[6]), source, dest, None, None)
        return _read_transport(header, transport or network[_V6_HEADER:], 0)
    except (IndexError, struct.error, ValueError):
        return None


def _proto(number: int) -> str:
    return PROTOCOLS.get(number, str(number))


def _read_transport(header: Header, transport: bytes, number: int) -> Seen:
    flags, stamp = "", f"{number:x}"
    if header.proto in ("tcp", "udp") and len(transport) >= 4:  # noqa: PLR2004 # two ports
        sport, dport = struct.unpack_from("!HH", transport)
        header = replace(header, sport=sport, dport=dport)
        if header.proto == "tcp" and len(transport) > 13:  # noqa: PLR2004 # where the flags are
            flags = "".join(sign for bit, sign in _FLAGS.items() if transport[13] & bit)
            stamp += f" {transport[4:12].hex()}"
    elif header.proto in ICMP and len(transport) >= 6:  # noqa: PLR2004 # type, code, checksum, number
        flags = ECHO.get((header.proto, transport[0]), "error")
        asked = struct.unpack_from("!H", transport, 4)[0] if flags != "error" else None
        header = replace(header, sport=asked)
    return Seen(header, flags, stamp)
