"""Look a name up as a program in that place would: the hosts file first, then its name servers."""

import asyncio
import secrets
import socket
from collections.abc import Iterator
from dataclasses import dataclass

from tutor.observe.acts.dns import AAAA, A, Reply, question, read_reply
from tutor.observe.acts.outcome import PATIENCE, Outcome, failure
from tutor.observe.acts.place import Place

PORT = 53
HOSTS = "hosts"
"""What is said of the file /etc/hosts where others say a server's address."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The addresses of a name, who told them, and how it went."""

    addresses: tuple[str, ...]
    server: str | None
    outcome: Outcome


async def resolve(place: Place, name: str) -> Answer:
    """What the place's own resolver would say."""
    if found := tuple(_in_hosts(place.read("/etc/hosts"), name)):
        return Answer(found, HOSTS, Outcome(ok=True))
    settings = place.read("/etc/resolv.conf")
    answer = Answer((), None, Outcome(ok=False, why="no-server"))
    for server in _words(settings, "nameserver"):
        for full in candidates(name, _words(settings, "search", "domain")):
            answer = await _ask(place, server, full)
            if answer.addresses or answer.outcome.why != "no-such-name":
                break
        if answer.addresses or answer.outcome.why == "no-such-name":
            break
    return answer


def candidates(name: str, domains: tuple[str, ...]) -> list[str]:
    """The names to ask for, in turn: one without a dot is tried in the domains of ``search`` first."""
    if name.endswith("."):
        return [name]
    inside = [f"{name}.{domain}" for domain in domains if domain != "."]
    return [name, *inside] if "." in name else [*inside, name]


def _words(settings: str, *keys: str) -> tuple[str, ...]:
    lines = (line.split() for line in settings.splitlines())
    return tuple(word for key, *words in filter(None, lines) if key in keys for word in words)


def _in_hosts(text: str, name: str) -> Iterator[str]:
    for line in text.splitlines():
        ip, *names = line.partition("#")[0].split() or [""]
        if name.rstrip(".").lower() in map(str.lower, names):
            yield ip


async def _ask(place: Place, server: str, name: str) -> Answer:
    try:
        async with asyncio.timeout(PATIENCE):
            replies = await asyncio.gather(*(_exchange(place, server, name, kind) for kind in (A, AAAA)))
    except OSError as error:
        why = failure(error).why
        return Answer((), server, Outcome(ok=False, why="timeout" if why == "timeout" else "no-server"))
    except UnicodeError:
        return Answer((), server, Outcome(ok=False, why="no-such-name"))
    addresses = tuple(address for reply in replies for address in reply.addresses)
    return Answer(addresses, server, Outcome(ok=True) if addresses else Outcome(ok=False, why="no-such-name"))


async def _exchange(place: Place, server: str, name: str, kind: int) -> Reply:
    loop, number = asyncio.get_running_loop(), secrets.randbits(16)
    family = socket.AF_INET6 if ":" in server else socket.AF_INET
    with place.socket(family, socket.SOCK_DGRAM) as link:
        await loop.sock_connect(link, (server, PORT))
        await loop.sock_sendall(link, question(name, kind, number))
        while True:
            reply = read_reply(await loop.sock_recv(link, 65536), number)
            if reply:
                return reply
