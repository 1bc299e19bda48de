"""Packets as bytes: addresses, ports and what tells one packet of a connection from another."""

import socket
import struct
from dataclasses import dataclass

PROTOCOLS = {1: "icmp", 6: "tcp", 17: "udp", 58: "icmpv6"}
ECHO = {("icmp", 8): "request", ("icmp", 0): "reply", ("icmpv6", 128): "request", ("icmpv6", 129): "reply"}
VXLAN_HEADER = 8
_V6_HEADER = 40
_FLAGS = {0x02: "S", 0x10: "A", 0x04: "R", 0x01: "F"}


@dataclass(frozen=True, slots=True)
class Header:
    """What a packet says of itself."""

    family: int
    proto: str
    source: str
    dest: str
    sport: int | None
    """With an echo: its number."""
    dport: int | None
    flags: str = ""
    """With tcp: of S, A, R and F those that are set. With icmp: request, reply, or error."""
    ttl: int = 0


def read_network(network: bytes, transport: bytes | None = None) -> Header | None:
    """The header at the beginning of a packet; None for what is none of IP, or is cut off."""
    try:
        if network[0] >> 4 == 4:  # noqa: PLR2004 # IP's version
            size = (network[0] & 0xF) * 4
            proto, ttl = network[9], network[8]
            source, dest = (socket.inet_ntop(socket.AF_INET, network[at : at + 4]) for at in (12, 16))
            later = bool(struct.unpack_from("!H", network, 6)[0] & 0x1FFF)
            return _header(4, proto, source, dest, b"" if later else transport or network[size:], ttl)
        source, dest = (socket.inet_ntop(socket.AF_INET6, network[at : at + 16]) for at in (8, 24))
        return _header(6, network[6], source, dest, transport or network[_V6_HEADER:], network[7])
    except (IndexError, struct.error, ValueError):
        return None


def _header(family: int, proto: int, source: str, dest: str, transport: bytes, ttl: int) -> Header:
    name = PROTOCOLS.get(proto, str(proto))
    sport = dport = None
    flags = ""
    if name in ("tcp", "udp") and len(transport) >= 4:  # noqa: PLR2004 # two ports
        sport, dport = struct.unpack_from("!HH", transport)
        if name == "tcp" and len(transport) > 13:  # noqa: PLR2004 # where the flags are
            flags = "".join(sign for bit, sign in _FLAGS.items() if transport[13] & bit)
    elif name.startswith("icmp") and len(transport) >= 6:  # noqa: PLR2004 # type, code, checksum, number
        flags = ECHO.get((name, transport[0]), "error")
        sport = struct.unpack_from("!H", transport, 4)[0] if flags != "error" else None
    return Header(family, name, source, dest, sport, dport, flags, ttl)
