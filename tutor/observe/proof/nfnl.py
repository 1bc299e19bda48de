"""Netfilter's netlink in its own bytes: messages, attributes, dumps and batches.

pyroute2 has no words for traces, and takes ten times as long for a dump of rules.
"""

import os
import socket
import struct
from collections.abc import Iterable, Iterator

from tutor.errors import ObserverError
from tutor.language import translate

NETLINK_NETFILTER = 12
SUBSYS_NFTABLES = 10
NEWTABLE, GETTABLE, NEWCHAIN, GETCHAIN, NEWRULE, GETRULE, GETGEN, TRACE = 0, 1, 3, 4, 6, 7, 16, 17
"""nf_tables' messages (linux/netfilter/nf_tables.h)."""
BATCH_BEGIN, BATCH_END = 16, 17
FAMILIES = {1: "inet", 2: "ip", 3: "arp", 5: "netdev", 7: "bridge", 10: "ip6"}
REQUEST, ACK, DUMP, CREATE, APPEND = 0x1, 0x4, 0x300, 0x400, 0x800
NLMSG_ERROR, NLMSG_DONE = 2, 3
NESTED, KIND = 0x8000, 0x3FFF
PATIENCE = 5.0
"""Seconds that the kernel may take to answer."""
_HEADER = struct.Struct("=IHHII")
_GENERIC = struct.Struct("!BBH")
_ATTRIBUTE = struct.Struct("=HH")

Attributes = dict[int, bytes]


def attribute(kind: int, payload: bytes, *, nested: bool = False) -> bytes:
    """One attribute, padded."""
    size = _ATTRIBUTE.size + len(payload)
    return _ATTRIBUTE.pack(size, kind | (NESTED if nested else 0)) + payload + b"\0" * (-size % 4)


def text(kind: int, value: str) -> bytes:
    """An attribute that is a name."""
    return attribute(kind, value.encode() + b"\0")


def number(kind: int, value: int) -> bytes:
    """An attribute that is a number of four bytes, in network order."""
    return attribute(kind, struct.pack("!I", value))


def nest(kind: int, *parts: bytes) -> bytes:
    """An attribute made of others."""
    return attribute(kind, b"".join(parts), nested=True)


def read_attributes(data: bytes, last: int = 0) -> Attributes:
    """Attributes by their kinds, up to this one where one is named; of several of one kind, the last."""
    found: Attributes = {}
    for kind, payload in each_attribute(data):
        found[kind] = payload
        if kind == last:
            break
    return found


def each_attribute(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Attributes in order; what is cut off ends the list."""
    start = 0
    while start + _ATTRIBUTE.size <= len(data):
        size, kind = _ATTRIBUTE.unpack_from(data, start)
        if size < _ATTRIBUTE.size:
            return
        yield kind & KIND, data[start + _ATTRIBUTE.size : start + size]
        start += (size + 3) & ~3


def message(kind: int, flags: int, family: int, body: bytes, *, subsystem: int = SUBSYS_NFTABLES) -> bytes:
    """A message of nf_tables."""
    whole = _GENERIC.pack(family, 0, 0) + body
    return _HEADER.pack(_HEADER.size + len(whole), subsystem << 8 | kind, REQUEST | flags, 1, 0) + whole


def messages(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The kind, address family and attributes of each message in what was received."""
    start = 0
    while start + _HEADER.size <= len(data):
        size, kind, *_ = _HEADER.unpack_from(data, start)
        body = data[start + _HEADER.size : start + size]
        if size < _HEADER.size:
            return
        if kind in (NLMSG_ERROR, NLMSG_DONE):
            yield kind, 0, body
        elif body:
            yield kind, body[0], body[_GENERIC.size :]
        start += (size + 3) & ~3


class Nfnl:
    """A socket of nf_tables in the current network namespace."""

    def __init__(self) -> None:
        self.socket = socket.socket(
            socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, NETLINK_NETFILTER
        )
        self.socket.settimeout(PATIENCE)
        self.socket.bind((0, 0))

    def close(self) -> None:
        """Close the socket; tables that it owns go with it."""
        self.socket.close()

    def generation(self) -> int:
        """The number of the rules as they are: another one after each change."""
        self.socket.send(message(GETGEN, 0, 0, b""))
        for kind, _, body in self._answers():
            _refuse(kind, body)
            return int.from_bytes(read_attributes(body)[1])
        raise ObserverError(translate("the kernel does not number its rules"))

    def handles(self, family: int) -> Iterator[tuple[str, str, int]]:
        """Table, chain and handle of each rule of a family, chain by chain in the order of the rules."""
        for found in self._dump(GETRULE, family, last=3):
            yield _name(found[1]), _name(found[2]), int.from_bytes(found[3])

    def tables(self) -> Iterator[tuple[str, str]]:
        """Family and name of each table, the oldest first."""
        self.socket.send(message(GETTABLE, DUMP, 0, b""))
        while True:
            for said, family, body in self._answers():
                if said == NLMSG_DONE:
                    return
                _refuse(said, body)
                yield FAMILIES.get(family, str(family)), _name(read_attributes(body)[1])

    def chains(self, family: int) -> set[tuple[str, str]]:
        """Table and name of each chain of a family that the kernel has."""
        return {(_name(found[1]), _name(found[3])) for found in self._dump(GETCHAIN, family)}

    def _dump(self, kind: int, family: int, last: int = 0) -> Iterator[Attributes]:
        """All there is of a kind; of each no more than is told before this attribute is, and it itself."""
        self.socket.send(message(kind, DUMP, family, b""))
        while True:
            for said, _, body in self._answers():
                if said == NLMSG_DONE:
                    return
                _refuse(said, body)
                yield read_attributes(body, last)

    def batch(self, parts: Iterable[bytes]) -> None:
        """Carry several changes out as one. Raises OSError where the kernel refuses."""
        edge = {name: _edge(name) for name in (BATCH_BEGIN, BATCH_END)}
        wanted = list(parts)
        self.socket.send(edge[BATCH_BEGIN] + b"".join(wanted) + edge[BATCH_END])
        left = len(wanted)
        while left > 0:
            for kind, _, body in self._answers():
                if kind != NLMSG_ERROR:
                    continue
                left -= 1
                (error,) = struct.unpack_from("=i", body)
                if error:
                    raise OSError(-error, os.strerror(-error))

    def _answers(self) -> Iterator[tuple[int, int, bytes]]:
        return messages(self.socket.recv(1 << 18))


def _edge(kind: int) -> bytes:
    body = _GENERIC.pack(0, 0, SUBSYS_NFTABLES)
    return _HEADER.pack(_HEADER.size + len(body), kind, REQUEST, 0, 0) + body


def _name(value: bytes) -> str:
    return value.rstrip(b"\0").decode(errors="replace")


def _refuse(kind: int, body: bytes) -> None:
    if kind == NLMSG_ERROR:
        (error,) = struct.unpack_from("=i", body)
        if error:
            raise ObserverError(
                translate("the kernel does not tell of its rules: {reason}", reason=os.strerror(-error))
            )
