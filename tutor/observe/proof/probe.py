"""Sends the one packet that is to be proved, from inside a namespace, and says what became of it."""

import asyncio
import socket
import struct
from dataclasses import asdict, dataclass
from typing import Any

from tutor.observe.acts import ping
from tutor.observe.acts.outcome import OK, Outcome, failure
from tutor.observe.acts.place import Place

KNOCK = b"\n"


@dataclass(frozen=True, slots=True)
class Probe:
    """What to send."""

    proto: str
    ip: str
    port: int
    """With icmp: none, 0."""
    sport: int
    """With icmp: the number of the echo request."""
    size: int
    """With icmp: bytes of payload."""
    patience: float
    """Seconds to wait for an answer."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of it."""

    ok: bool
    why: str | None
    source: str | None
    """The address that the kernel sent it from, where it says so."""

    def to_plain(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


async def send(place: Place, probe: Probe) -> Sent:
    """Send it and wait for an answer, for as long as is asked."""
    if probe.proto.startswith("icmp"):
        outcome = await _echo(place, probe)
        return Sent(outcome.ok, outcome.why, None)
    family = socket.AF_INET6 if ":" in probe.ip else socket.AF_INET
    kind = socket.SOCK_DGRAM if probe.proto == "udp" else socket.SOCK_STREAM
    with place.socket(family, kind) as link:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        outcome = await _knock(link, probe)
        return Sent(outcome.ok, outcome.why, _own_address(link))


async def _knock(link: socket.socket, probe: Probe) -> Outcome:
    loop = asyncio.get_running_loop()
    try:
        link.bind(("", probe.sport))
        async with asyncio.timeout(probe.patience):
            await loop.sock_connect(link, (probe.ip, probe.port))
            if probe.proto == "udp":
                await loop.sock_sendall(link, KNOCK)
                await loop.sock_recv(link, 65536)
    except OSError as error:
        return failure(error)
    return OK


def _own_address(link: socket.socket) -> str | None:
    try:
        found = str(link.getsockname()[0])
    except OSError:
        return None
    return None if found in ("0.0.0.0", "::") else found  # noqa: S104 # read, not bound


async def _echo(place: Place, probe: Probe) -> Outcome:
    version = ping.V6 if ":" in probe.ip else ping.V4
    with place.socket(version.family, socket.SOCK_RAW, version.proto) as link:
        link.setsockopt(*version.discover, ping.PMTUDISC_DO)
        try:
            async with asyncio.timeout(probe.patience):
                return await ping.exchange(link, version, probe.ip, _request(version.request, probe))
        except OSError as error:
            return failure(error)


def _request(kind: int, probe: Probe) -> bytes:
    payload = bytes(at & 0xFF for at in range(probe.size))
    head = struct.pack("!BBHHH", kind, 0, 0, probe.sport, 1)
    return struct.pack("!BBHHH", kind, 0, ping.checksum(head + payload), probe.sport, 1) + payload
