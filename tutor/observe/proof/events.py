"""What the kernel tells of a packet that it traces: each rule that the packet met, and each chain's end."""

import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from tutor.observe.proof.ear import Ear
from tutor.observe.proof.header import Seen, read_network
from tutor.observe.proof.nfnl import (
    FAMILIES,
    SUBSYS_NFTABLES,
    TRACE,
    Attributes,
    read_attributes,
)

GROUP_TRACE = 1 << 8
KINDS = {1: "policy", 2: "return", 3: "rule"}
VERDICTS = {
    0: "drop",
    1: "accept",
    2: "stolen",
    3: "queue",
    0xFFFFFFFF: "continue",
    0xFFFFFFFE: "break",
    0xFFFFFFFD: "jump",
    0xFFFFFFFC: "goto",
    0xFFFFFFFB: "return",
}
(
    TABLE,
    CHAIN,
    HANDLE,
    KIND,
    VERDICT,
    ID,
    _LL,
    NETWORK,
    TRANSPORT,
    IIF,
    _IIFTYPE,
    OIF,
    _OIFTYPE,
    _MARK,
    _NFPROTO,
    POLICY,
) = range(1, 17)


@dataclass(frozen=True, slots=True)
class Event:
    """One word of the kernel's about one packet."""

    id: int
    """The packet's number in its namespace; used again for later packets."""
    family: str
    table: str
    chain: str
    kind: str
    """rule, return (a chain's end) or policy."""
    handle: int | None
    verdict: str
    """accept, drop, continue, jump, goto, return."""
    enter: int | None
    leave: int | None
    """Indexes of the links, where the kernel says them."""
    seen: Seen | None
    """The packet, as it is now; only at the first word of each chain."""

    def to_plain(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


class Traces(Ear):
    """Hears the traces of the current network namespace."""

    def __init__(self) -> None:
        super().__init__(GROUP_TRACE)

    def read(self) -> Iterator[Event]:
        """What has been told since the last call."""
        for kind, family, body in self.hear():
            if kind == SUBSYS_NFTABLES << 8 | TRACE:
                with suppress(KeyError, struct.error):
                    yield read_event(family, read_attributes(body))


def read_event(family: int, found: Attributes) -> Event:
    """The event that a message tells; raises KeyError for one that lacks what every one has."""
    return Event(
        id=_number(found, ID) or 0,
        family=FAMILIES.get(family, str(family)),
        table=_name(found[TABLE]),
        chain=_name(found.get(CHAIN, b"")),
        kind=KINDS[int.from_bytes(found[KIND])],
        handle=_number(found, HANDLE),
        verdict=_verdict(found),
        enter=_number(found, IIF),
        leave=_number(found, OIF),
        seen=_seen(found),
    )


def _seen(found: Attributes) -> Seen | None:
    if NETWORK not in found:
        return None
    return read_network(found[NETWORK], found.get(TRANSPORT))


def _verdict(found: Attributes) -> str:
    if POLICY in found and VERDICT not in found:
        return VERDICTS.get(int.from_bytes(found[POLICY]), "?")
    inner = read_attributes(found.get(VERDICT, b""))
    code = int.from_bytes(inner.get(1, b"\xff\xff\xff\xff"))
    return VERDICTS.get(code, str(code))


def _number(found: Attributes, kind: int) -> int | None:
    return int.from_bytes(found[kind]) if kind in found else None


def _name(value: bytes) -> str:
    return value.rstrip(b"\0").decode(errors="replace")
