"""Sockets that listen in a namespace, and whose they are. The kernel tells of them when asked, never by itself."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from socket import AF_INET, AF_INET6, inet_ntop

from tutor.facts.raw import Socket
from tutor.observe.netlink import inside

_FILES = {"tcp": ("tcp", "0A"), "tcp6": ("tcp", "0A"), "udp": ("udp", "07"), "udp6": ("udp", "07")}
"""Each file of /proc/net with its protocol and the state, in hexadecimal digits, of a socket that waits."""
_SCANS = 3
"""Times that an owner is looked for in vain before a socket counts as one of nobody's."""


class Owners:
    """The names of the processes that sockets belong to; found once, by a walk through /proc."""

    def __init__(self) -> None:
        self._names: dict[int, str] = {}
        self._tries: dict[int, int] = {}

    def name(self, inodes: set[int]) -> dict[int, str]:
        """The owner's name for each of these sockets that has a known one; any others are forgotten."""
        self._names = {inode: name for inode, name in self._names.items() if inode in inodes}
        self._tries = {inode: tries for inode, tries in self._tries.items() if inode in inodes}
        unknown = {inode for inode in inodes - self._names.keys() if self._tries.get(inode, 0) < _SCANS}
        if unknown:
            self._names |= {inode: name for inode, name in _owners() if inode in unknown}
            self._tries |= {inode: self._tries.get(inode, 0) + 1 for inode in unknown}
        return self._names


def listening(netns: int) -> tuple[tuple[Socket, int], ...]:
    """The sockets that wait for others, each with its number in the kernel."""
    with inside(netns):
        texts = {name: _read(name) for name in _FILES}
    return tuple(found for name, text in texts.items() for found in _waiting(name, text.splitlines()[1:]))


def _read(name: str) -> str:
    try:
        return Path("/proc/thread-self/net", name).read_text()
    except FileNotFoundError:  # a kernel without IPv6
        return ""


def _waiting(name: str, lines: Iterable[str]) -> Iterator[tuple[Socket, int]]:
    proto, wanted = _FILES[name]
    for line in lines:
        words = line.split()
        local, state, inode = words[1], words[3], int(words[9])
        if state == wanted:
            address, port = local.split(":")
            yield Socket(proto, _address(address), int(port, 16)), inode


def _address(digits: str) -> str:
    """An address from groups of 32 bits, each in this machine's order of bytes."""
    groups = (bytes.fromhex(digits[start : start + 8])[::-1] for start in range(0, len(digits), 8))
    packed = b"".join(groups)
    found = ip_address(inet_ntop(AF_INET if len(packed) == 4 else AF_INET6, packed))  # noqa: PLR2004 # bytes of IPv4
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(mapped or found)


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
