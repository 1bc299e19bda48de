"""Packets as they pass the links of a namespace, with the moment of each, by packet sockets.

For a socket that hears what goes out, the kernel copies every packet before the filter sees it. So what goes out is heard only
at chosen links, each by a socket of its own.
"""

import ctypes
import socket
import struct
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from tutor.observe.proof.header import Seen, read_network
from tutor.observe.proof.table import PROTOCOLS, Wanted

ETH_P_ALL = 0x0003
SO_ATTACH_FILTER, SO_TIMESTAMPNS = 26, 35
SOL_PACKET, PACKET_IGNORE_OUTGOING = 263, 23
PACKET_OUTGOING = 4
MOST = 400
"""Packets of one proof that are kept; beyond them it is no proof of one packet any more."""
LENGTH = 128
"""Bytes of a packet that are read: its headers."""
_LOAD_BYTE, _LOAD_HALF, _LOAD_HALF_AT, _SHIFT, _SAME, _TAKE = 0x30, 0x28, 0x48, 0x74, 0x15, 0x06
_X_IS_IHL = 0xB1
_PACKET_TYPE = 0xFFFFF000 + 4
"""Where a filter finds whether a packet comes or goes."""
_FILTER = struct.Struct("=HBBI")
_Step = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Frame:
    """A packet at a link."""

    link: str
    out: bool
    """Whether it went out there; else it came in."""
    at: float
    """Seconds since the epoch, by the kernel's clock."""
    seen: Seen

    def to_plain(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


class Frames:
    """Hears the chosen packets in the current network namespace: as they come in at any link, and as they go out.

    With ``out``, those that go out only at the links of these names; without, at any link.
    """

    def __init__(self, wanted: Iterable[Wanted], out: Collection[str] | None = None) -> None:
        program = _program(list(wanted))
        self._sockets: list[socket.socket] = []
        self._left = MOST
        try:
            self._hear_all(program, out=out is None)
            for link in out or ():
                with suppress(OSError):  # it has gone by now
                    self._hear_out(program, link)
        except OSError:
            self.close()
            raise

    def _hear_all(self, program: list[_Step], *, out: bool) -> None:
        hearing = self._open(program, socket.htons(ETH_P_ALL))
        hearing.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, not out)
        with suppress(OSError):  # throw away what came before the filter was there
            for _ in range(MOST):
                hearing.recv(1)

    def _hear_out(self, program: list[_Step], link: str) -> None:
        only: list[_Step] = [
            (_LOAD_BYTE, 0, 0, _PACKET_TYPE),
            (_SAME, 1, 0, PACKET_OUTGOING),
            (_TAKE, 0, 0, 0),
        ]
        self._open([*only, *program], 0).bind((link, ETH_P_ALL))

    def _open(self, program: list[_Step], protocol: int) -> socket.socket:
        made = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK, protocol)
        self._sockets.append(made)
        _attach(made, program)
        made.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        return made

    def close(self) -> None:
        """Stop hearing."""
        for each in self._sockets:
            each.close()

    def read(self) -> Iterator[Frame]:
        """What has passed since the last call."""
        for each in self._sockets:
            yield from self._read(each)

    def _read(self, hearing: socket.socket) -> Iterator[Frame]:
        while self._left:
            try:
                data, more, _, where = hearing.recvmsg(LENGTH, 64)
            except OSError:  # nothing more, or a link that went down
                return
            self._left -= 1
            seen = read_network(data)
            if seen:
                yield Frame(str(where[0]), where[2] == PACKET_OUTGOING, _moment(more), seen)


def _moment(more: list[tuple[int, int, bytes]]) -> float:
    for level, kind, data in more:
        if (level, kind) == (socket.SOL_SOCKET, SO_TIMESTAMPNS):
            seconds, nanoseconds = struct.unpack_from("=qq", data)
            return float(seconds + nanoseconds / 1e9)
    return 0.0


def _attach(to: socket.socket, program: list[_Step]) -> None:
    """Have the kernel leave out everything else (classic BPF), so that a busy link costs little."""
    code = ctypes.create_string_buffer(b"".join(_FILTER.pack(*step) for step in program))
    to.setsockopt(
        socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("HL", len(program), ctypes.addressof(code))
    )


def _program(wanted: list[Wanted]) -> list[_Step]:
    """For each kind of packet a block that takes it, or goes on to the next; at the end nothing is taken."""
    steps: list[_Step] = []
    for each in wanted:
        for version in (4, 6):
            steps += _block(each, version)
    return [*steps, (_TAKE, 0, 0, 0)]


def _block(wanted: Wanted, version: int) -> list[_Step]:
    port = wanted.sport if wanted.sport is not None else wanted.dport
    places = (4,) if wanted.proto.startswith("icmp") else (0, 2)
    tests: list[_Step] = []
    for place in places:
        load = (_LOAD_HALF_AT, 0, 0, place) if version == 4 else (_LOAD_HALF, 0, 0, 40 + place)  # noqa: PLR2004
        tests += [load, (_SAME, 0, 1, port or 0), (_TAKE, 0, 0, LENGTH)]
    head: list[_Step] = [
        (_LOAD_BYTE, 0, 0, 0),
        (_SHIFT, 0, 0, 4),
        (_SAME, 0, 0, version),
        (_LOAD_BYTE, 0, 0, 9 if version == 4 else 6),  # noqa: PLR2004
        (_SAME, 0, 0, PROTOCOLS[wanted.proto]),
        *([(_X_IS_IHL, 0, 0, 0)] if version == 4 else []),  # noqa: PLR2004
        *tests,
    ]
    # A test that fails leaves the block: jumps go forward over what is left of it.
    return [
        (code, yes, len(head) - at - 1, value) if code == _SAME and at < len(head) - len(tests) else step
        for at, step in enumerate(head)
        for code, yes, _, value in [step]
    ]
