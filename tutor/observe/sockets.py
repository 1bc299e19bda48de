"""Sockets that listen in a namespace, and whose they are. The kernel tells of them when asked, never by itself."""

import os
import socket
import struct
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from pathlib import Path

from tutor.errors import ObserverError
from tutor.language import _

NETLINK_SOCK_DIAG = 4
SOCK_DIAG_BY_FAMILY = 20
NLM_F_REQUEST_DUMP = 0x301
NLMSG_ERROR = 2
NLMSG_DONE = 3
PATIENCE = 5.0
"""Seconds that the kernel may take to answer."""
_SCANS = 3
"""Times that an owner is looked for in vain before a socket counts as one of nobody's."""
_WAITING = {"tcp": (socket.IPPROTO_TCP, 1 << 10), "udp": (socket.IPPROTO_UDP, 1 << 7)}
"""By protocol: its number, and the state of a socket that waits for others (LISTEN; for UDP, not connected)."""
_HEADER = struct.Struct("=IHHII")
_QUESTION = struct.Struct("=BBBBI48x")
"""inet_diag_req_v2: family, protocol, extensions, padding, states, and the identity of a socket, here any."""
_ANSWER = struct.Struct("!4xHH16s16x12x")
"""inet_diag_msg up to its counters: ports and the own address; then those, the user, and the inode."""
_INODE = 68
"""Where in inet_diag_msg the inode is."""


@dataclass(frozen=True, slots=True)
class Found:
    """A socket that waits for others."""

    proto: str
    ip: str
    port: int
    inode: int
    """Its number, by which its owner is found."""


class Diag:
    """Asks the current namespace for sockets that listen, as ``ss -l`` does, without a walk through all connections."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_SOCK_DIAG)
        self._socket.settimeout(PATIENCE)

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

    def listening(self) -> tuple[Found, ...]:
        """All sockets that wait for others. Raises ObserverError where the kernel refuses to tell."""
        return tuple(
            _found(proto, told)
            for proto, (number, states) in _WAITING.items()
            for family in (socket.AF_INET, socket.AF_INET6)
            for told in self._ask(family, number, states)
        )

    def _ask(self, family: int, number: int, states: int) -> Iterator[bytes]:
        question = _QUESTION.pack(family, number, 0, 0, states)
        length = _HEADER.size + len(question)
        self._socket.send(_HEADER.pack(length, SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST_DUMP, 1, 0) + question)
        while True:
            for kind, body in _messages(self._socket.recv(1 << 17)):
                if kind == NLMSG_DONE:
                    return
                if kind == NLMSG_ERROR:
                    (error,) = struct.unpack_from("=i", body)
                    raise ObserverError(
                        _("the kernel does not tell of sockets: {reason}", reason=os.strerror(-error))
                    )
                yield body


def _messages(data: bytes) -> Iterator[tuple[int, bytes]]:
    start = 0
    while start < len(data):
        length, kind, *_ = _HEADER.unpack_from(data, start)
        yield kind, data[start + _HEADER.size : start + length]
        start += (length + 3) & ~3


def _found(proto: str, told: bytes) -> Found:
    port, _, packed = _ANSWER.unpack_from(told)
    (inode,) = struct.unpack_from("=I", told, _INODE)
    address = ip_address(packed[:4] if told[0] == socket.AF_INET else packed)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return Found(proto, str(mapped or address), port, inode)


class Owners:
    """The names of the processes that sockets belong to; found once, by a walk through /proc."""

    def __init__(self) -> None:
        self._names: dict[int, str] = {}
        self._tries: dict[int, int] = {}

    def unknown(self, inodes: Iterable[int]) -> set[int]:
        """Those of these sockets whose owner it is worth looking for; any others than these are forgotten."""
        there = set(inodes)
        self._names = {inode: name for inode, name in self._names.items() if inode in there}
        self._tries = {inode: tries for inode, tries in self._tries.items() if inode in there}
        return {inode for inode in there - self._names.keys() if self._tries.get(inode, 0) < _SCANS}

    def learn(self, found: Mapping[int, str | None]) -> None:
        """What a search has found."""
        self._names |= {inode: name for inode, name in found.items() if name is not None}
        self._tries |= {inode: self._tries.get(inode, 0) + 1 for inode in found}

    def name(self, inode: int) -> str | None:
        """The name of the process that holds a socket, where that is known."""
        return self._names.get(inode)


def search(inodes: set[int]) -> dict[int, str | None]:
    """The names of the processes that hold these sockets, None where none was found; a walk through all processes."""
    return dict.fromkeys(inodes) | {inode: name for inode, name in _owners() if inode in inodes}


def _owners() -> Iterator[tuple[int, str]]:
    """Every socket that a process here holds, with the process's name."""
    for process in os.scandir("/proc"):
        if process.name.isdigit():
            with suppress(OSError):  # it has ended, or is none of ours
                yield from _held(process.path)


def _held(process: str) -> Iterator[tuple[int, str]]:
    name = ""
    for entry in os.scandir(f"{process}/fd"):
        with suppress(OSError):
            target = os.readlink(entry.path)  # noqa: PTH115 # many of them, so quickly
            if target.startswith("socket:["):
                name = name or Path(process, "comm").read_text().rstrip("\n")
                yield int(target[8:-1]), name
