"""Questions to a name server and its answers, as far as addresses go (RFC 1035)."""

import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass

A, AAAA, INTERNET = 1, 28, 1
RECURSE = 0x0100
RESPONSE = 0x8000
_POINTER = 0xC0
_FAMILIES = {A: (socket.AF_INET, 4), AAAA: (socket.AF_INET6, 16)}


@dataclass(frozen=True, slots=True)
class Reply:
    """What a name server says to one question."""

    addresses: tuple[str, ...]
    code: int
    """0 where all is well, 3 where there is no such name."""


def question(name: str, kind: int, number: int) -> bytes:
    """A datagram that asks for a name's addresses; raises UnicodeError for what can be no name."""
    labels = name.rstrip(".").encode("idna").split(b".")
    if not all(labels):
        raise UnicodeError(name)
    encoded = b"".join(bytes([len(label)]) + label for label in labels)
    return (
        struct.pack("!6H", number, RECURSE, 1, 0, 0, 0) + encoded + b"\0" + struct.pack("!2H", kind, INTERNET)
    )


def read_reply(data: bytes, number: int) -> Reply | None:
    """The reply in a datagram; None where it is none to our question, or cannot be read."""
    try:
        given, flags, questions, answers = struct.unpack("!4H", data[:8])
        if given != number or not flags & RESPONSE:
            return None
        at = 12
        for _ in range(questions):
            at = _after_name(data, at) + 4
        return Reply(tuple(_addresses(data, at, answers)), flags & 0xF)
    except (struct.error, IndexError, ValueError):
        return None


def _addresses(data: bytes, at: int, answers: int) -> Iterator[str]:
    for _ in range(answers):
        at = _after_name(data, at)
        kind, _, _, length = struct.unpack("!HHIH", data[at : at + 10])
        at += 10
        family, size = _FAMILIES.get(kind, (0, -1))
        if size == length:
            yield socket.inet_ntop(family, data[at : at + length])
        at += length


def _after_name(data: bytes, at: int) -> int:
    """The offset behind a name: labels up to an empty one, or up to a pointer to the rest."""
    while length := data[at]:
        if length & _POINTER == _POINTER:
            return at + 2
        at += length + 1
    return at + 1
