"""Send an echo request and wait for its answer, or for the word of a router that it cannot get there."""

import asyncio
import itertools
import os
import socket
import struct
from dataclasses import dataclass

from tutor.observe.acts.outcome import OK, PATIENCE, Outcome, failure
from tutor.observe.acts.place import Place

IP_MTU_DISCOVER, IPV6_MTU_DISCOVER, PMTUDISC_DO = 10, 23, 2
"""ip(7), ipv6(7): do not cut packets into pieces, say EMSGSIZE instead."""
CODES = {
    13: "prohibited",
    10: "prohibited",
    9: "prohibited",
    4: "too-big",
}
"""Codes of ICMP's «destination unreachable» (RFC 1812) that are not plainly that."""

_numbers = itertools.count(os.getpid())


@dataclass(frozen=True, slots=True)
class _Family:
    """What differs between the two versions of IP."""

    family: int
    proto: int
    request: int
    reply: int
    unreachable: int
    inner: int
    """Length of the IP header that an error quotes before our own message."""
    discover: tuple[int, int]


V4 = _Family(socket.AF_INET, socket.IPPROTO_ICMP, 8, 0, 3, 20, (socket.IPPROTO_IP, IP_MTU_DISCOVER))
V6 = _Family(
    socket.AF_INET6, socket.IPPROTO_ICMPV6, 128, 129, 1, 40, (socket.IPPROTO_IPV6, IPV6_MTU_DISCOVER)
)


async def ping(place: Place, ip: str, size: int) -> Outcome:
    """Whether the address answers an echo request of this many bytes."""
    version = V6 if ":" in ip else V4
    number = next(_numbers) & 0xFFFF
    with place.socket(version.family, socket.SOCK_RAW, version.proto) as link:
        link.setsockopt(*version.discover, PMTUDISC_DO)
        try:
            async with asyncio.timeout(PATIENCE):
                return await exchange(link, version, ip, _request(version, number, size))
        except OSError as error:
            return failure(error)


async def exchange(link: socket.socket, version: _Family, ip: str, request: bytes) -> Outcome:
    """Send a request and wait for what is said about it."""
    loop = asyncio.get_running_loop()
    await loop.sock_sendto(link, request, (ip, 0))
    while True:
        packet = await loop.sock_recv(link, 65536)
        outcome = read_answer(version, packet, request)
        if outcome:
            return outcome


def read_answer(version: _Family, packet: bytes, request: bytes) -> Outcome | None:
    """What a packet says about our request; None where it speaks of another's."""
    message = packet[(packet[0] & 0xF) * 4 :] if version is V4 and packet else packet
    if message[:1] == bytes([version.reply]) and message[4:] == request[4:]:
        return OK
    quoted = message[8 + version.inner :]
    if quoted[:1] != request[:1] or quoted[4:8] != request[4:8]:
        return None
    if message[0] == version.unreachable:
        return Outcome(ok=False, why=CODES.get(message[1], "unreachable"))
    return Outcome(ok=False, why="too-big") if message[0] == 2 and version is V6 else None  # noqa: PLR2004


def _request(version: _Family, number: int, size: int) -> bytes:
    payload = bytes(at & 0xFF for at in range(size))
    head = struct.pack("!BBHHH", version.request, 0, 0, number, 1)
    return struct.pack("!BBHHH", version.request, 0, checksum(head + payload), number, 1) + payload


def checksum(data: bytes) -> int:
    """The internet checksum (RFC 1071); for ICMPv6 the kernel puts in its own."""
    padded = data + b"\0" * (len(data) % 2)
    total: int = sum(struct.unpack(f"!{len(padded) // 2}H", padded))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
