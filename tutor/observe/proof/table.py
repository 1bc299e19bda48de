"""A table of nftables' that has the kernel tell of chosen packets, and that is gone when its socket is.

It belongs to the socket (NFT_TABLE_F_OWNER): the kernel removes it when the socket closes, however its process
ends. It touches no other table. Its empty chains behind all others tell by which links a packet comes and goes.

Whatever passes the namespace meanwhile walks through its chains, too, some 0.1 µs for each. So there are no more than are needed.
"""

import socket
import struct
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from tutor.observe.proof.header import ICMP, Header
from tutor.observe.proof.nfnl import (
    ACK,
    APPEND,
    CREATE,
    NEWCHAIN,
    NEWRULE,
    NEWTABLE,
    Nfnl,
    attribute,
    message,
    nest,
    number,
    text,
)

NAME = "tutor_trace"
"""The table's name, in the families inet and bridge."""
INET, BRIDGE = 1, 7
F_OWNER = 2
HOOKS = {"prerouting": 0, "input": 1, "forward": 2, "output": 3, "postrouting": 4}
BEGINS = {INET: ("prerouting", "output"), BRIDGE: ("prerouting",)}
"""By family, the hooks at which packets come into a namespace. To a bridge nobody sends but IP, which has seen them before."""
ENDS = {INET: ("prerouting", "input", "forward", "postrouting"), BRIDGE: ()}
"""Those behind which a packet is told of once more: there it has its new address, and not yet the kernel's next number for it."""
FIRST, LAST = -301, 301
"""Priorities before and behind all that iptables, Docker and conntrack have."""
RATE, BURST = 50, 30
"""Packets a second, and at once, that the kernel tells of at most."""
PROTOCOLS = {"tcp": 6, "udp": 17, "icmp": 1, "icmpv6": 58}
_META_PROTOCOL, _META_NFTRACE, _META_NFPROTO, _META_L4PROTO = 1, 12, 15, 16
_NETWORK, _TRANSPORT = 1, 2
_IPV4, _IPV6 = 2, 10
_ETHER_TYPES = {_IPV4: b"\x08\x00", _IPV6: b"\x86\xdd"}
_PLACES = {_IPV4: (12, 16, 4), _IPV6: (8, 24, 16)}
"""Where in a header source and destination are, and how long an address is."""
_ECHO_ID = 4
"""Where in an echo request its number is."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Packets that the kernel shall tell of; what is None may be anything."""

    proto: str
    source: str | None = None
    dest: str | None = None
    sport: int | None = None
    """With icmp: the number of the echo request."""
    dport: int | None = None

    def turned(self) -> "Wanted":
        """The answers to them."""
        if self.proto in ICMP:
            return Wanted(self.proto, self.dest, self.source, self.sport)
        return Wanted(self.proto, self.dest, self.source, self.dport, self.sport)

    def fits(self, header: Header) -> bool:
        """Whether a packet is one of them."""
        pairs = ((value, getattr(header, name)) for name, value in asdict(self).items())
        return all(value is None or value == said for value, said in pairs)


class OwnerTable:
    """The table in the current network namespace, for one family: inet or bridge."""

    def __init__(self, family: int, wanted: Iterable[Wanted]) -> None:
        self._kernel = Nfnl()
        try:
            self._kernel.batch(_parts(family, list(wanted)))
        except OSError:
            self._kernel.close()
            raise

    def close(self) -> None:
        """Have the kernel remove the table."""
        self._kernel.close()


def _parts(family: int, wanted: list[Wanted]) -> list[bytes]:
    chains = [_chain(family, f"first_{hook}", hook, FIRST) for hook in BEGINS[family]]
    chains += [_chain(family, f"last_{hook}", hook, LAST) for hook in ENDS[family]]
    rules = [
        _rule(family, f"first_{hook}", each)
        for hook in BEGINS[family]
        for asked in wanted
        for each in (asked, asked.turned())
    ]
    return [_table(family), *chains, *rules]


def _table(family: int) -> bytes:
    return message(NEWTABLE, CREATE | ACK, family, text(1, NAME) + number(2, F_OWNER))


def _chain(family: int, name: str, hook: str, priority: int) -> bytes:
    place = nest(4, number(1, HOOKS[hook]), attribute(2, struct.pack("!i", priority)))
    return message(NEWCHAIN, CREATE | ACK, family, text(1, NAME) + text(3, name) + place + text(7, "filter"))


def _rule(family: int, chain: str, wanted: Wanted) -> bytes:
    expressions = [*_same(_meta(_META_L4PROTO), bytes([PROTOCOLS[wanted.proto]]))]
    expressions += _addresses(family, wanted)
    expressions += _ports(wanted)
    expressions += [_limit(), _immediate(b"\1"), _set_trace()]
    body = text(1, NAME) + text(2, chain) + nest(4, *(nest(1, each) for each in expressions))
    return message(NEWRULE, CREATE | APPEND | ACK, family, body)


def _addresses(family: int, wanted: Wanted) -> list[bytes]:
    named = [each for each in (wanted.source, wanted.dest) if each]
    if not named:
        return []
    version = _IPV6 if ":" in named[0] else _IPV4
    source, dest, size = _PLACES[version]
    found = _version(family, version)
    for address, place in ((wanted.source, source), (wanted.dest, dest)):
        if address:
            packed = socket.inet_pton(socket.AF_INET6 if version == _IPV6 else socket.AF_INET, address)
            found += _same(_payload(_NETWORK, place, size), packed)
    return found


def _version(family: int, version: int) -> list[bytes]:
    """That it is a packet of this version of IP: a bridge takes all for frames, and knows it by their type only."""
    if family == BRIDGE:
        return _same(_meta(_META_PROTOCOL), _ETHER_TYPES[version])
    return _same(_meta(_META_NFPROTO), bytes([version]))


def _ports(wanted: Wanted) -> list[bytes]:
    icmp = wanted.proto.startswith("icmp")
    places = ((wanted.sport, _ECHO_ID if icmp else 0), (None if icmp else wanted.dport, 2))
    found: list[bytes] = []
    for port, place in places:
        if port is not None:
            found += _same(_payload(_TRANSPORT, place, 2), struct.pack("!H", port))
    return found


def _expression(name: str, *parts: bytes) -> bytes:
    return text(1, name) + nest(2, *parts)


def _same(load: bytes, value: bytes) -> list[bytes]:
    compare = _expression("cmp", number(1, 1), number(2, 0), nest(3, attribute(1, value)))
    return [load, compare]


def _meta(key: int) -> bytes:
    return _expression("meta", number(2, key), number(1, 1))


def _payload(base: int, offset: int, size: int) -> bytes:
    return _expression("payload", number(1, 1), number(2, base), number(3, offset), number(4, size))


def _limit() -> bytes:
    wide = (attribute(kind, struct.pack("!Q", value)) for kind, value in ((1, RATE), (2, 1)))
    return _expression("limit", *wide, number(3, BURST), number(4, 0))


def _immediate(value: bytes) -> bytes:
    return _expression("immediate", number(1, 1), nest(2, attribute(1, value)))


def _set_trace() -> bytes:
    return _expression("meta", number(2, _META_NFTRACE), number(3, 1))
