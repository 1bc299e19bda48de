"""What iptables-legacy tells of a packet that is traced: lines for the kernel's log, read here instead of there.

The mark by which nftables traces a packet lets iptables-legacy trace it, too, without any rule of its own. Its words
go to the namespace's logger for traces (net.netfilter.nf_log), which is ours for the moment of a proof, and then what
it was before (``loggers``); the target LOG has a logger of its own, which is not touched.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from tutor.observe.proof.ear import Ear
from tutor.observe.proof.header import Seen, read_network
from tutor.observe.proof.loggers import FAMILIES, Loggers
from tutor.observe.proof.nfnl import attribute, message, read_attributes

SUBSYS_ULOG = 4
_PACKET, _CONFIG = 0, 1
_BIND, _PF_BIND = 1, 3
_COPY_PACKET = 2
_PREFIX, _PAYLOAD = 10, 9
LENGTH = 96
"""Bytes of a packet that are copied: its headers."""
_LINE = re.compile(r"TRACE: (\w+):([^ ]+):(rule|return|policy):(\d+) ")


@dataclass(frozen=True, slots=True)
class Line:
    """A rule of iptables-legacy that was met."""

    family: str
    table: str
    chain: str
    kind: str
    """rule, policy, or return: a chain's end, or a rule that asks nothing."""
    number: int
    """The rule's place in its chain, from 1."""
    seen: Seen
    """The packet, before the rule."""

    def to_plain(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


class LegacyLines(Ear):
    """Hears the lines of the current network namespace. Raises OSError where that is not allowed."""

    def __init__(self) -> None:
        self._loggers = Loggers()
        super().__init__(0)
        for number in FAMILIES.values():
            self._configure(number, attribute(1, bytes([_PF_BIND])))
        self._configure(0, attribute(1, bytes([_BIND])))
        self._configure(0, attribute(2, struct.pack("!IBx", LENGTH, _COPY_PACKET)))
        self._configure(0, attribute(5, struct.pack("!I", 1)))  # tell of each at once

    def _configure(self, family: int, body: bytes) -> None:
        """Of group 0, where traces go."""
        self.socket.send(message(_CONFIG, 0, family, body, subsystem=SUBSYS_ULOG))

    def close(self) -> None:
        """Hear no more; the logger is what it was before."""
        super().close()
        self._loggers.give_back()

    def read(self) -> Iterator[Line]:
        """What has been told since the last call."""
        for kind, family, body in self.hear():
            if kind == SUBSYS_ULOG << 8 | _PACKET and (line := _line(family, body)):
                yield line


def _line(family: int, body: bytes) -> Line | None:
    found = read_attributes(body)
    told = _LINE.search(found.get(_PREFIX, b"").rstrip(b"\0").decode(errors="replace") + " ")
    seen = read_network(found.get(_PAYLOAD, b""))
    if not told or seen is None:
        return None
    table, chain, kind, number = told.groups()
    return Line("ip6" if family == FAMILIES["ip6"] else "ip", table, chain, kind, int(number), seen)
