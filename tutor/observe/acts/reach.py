"""Knock at a port: TCP's handshake, or a UDP datagram that somebody answers."""

import asyncio
import socket

from tutor.observe.acts.outcome import OK, PATIENCE, Outcome, failure
from tutor.observe.acts.place import Place

KNOCK = b"\n"
"""What is said over UDP; an echo service says it back, others complain, either is an answer."""


async def reach(place: Place, ip: str, port: int, proto: str) -> Outcome:
    """Whether something answers at the port of the address."""
    family = socket.AF_INET6 if ":" in ip else socket.AF_INET
    kind = socket.SOCK_DGRAM if proto == "udp" else socket.SOCK_STREAM
    loop = asyncio.get_running_loop()
    with place.socket(family, kind) as link:
        try:
            async with asyncio.timeout(PATIENCE):
                await loop.sock_connect(link, (ip, port))
                if kind == socket.SOCK_DGRAM:
                    await loop.sock_sendall(link, KNOCK)
                    await loop.sock_recv(link, 65536)
        except OSError as error:
            return failure(error)
    return OK
