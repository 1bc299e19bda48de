"""Facts that act rather than look: a packet is sent, a name is asked for, and the outcome is the fact."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from tutor.state import Row

LARGEST = 65507
"""Bytes that fit into one packet beside the headers of IP and ICMP."""
LAST_PORT = 65535
WHYS = (
    "refused",
    "timeout",
    "unreachable",
    "prohibited",
    "too-big",
    "no-address",
    "no-such-name",
    "no-server",
)
"""Why an act has failed, in one word each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act(Row):
    """The outcome of something that was tried from inside a namespace.

    A row is there only where it was tried. Each kind has ``ok`` and ``why``; a pattern that says
    nothing of the outcome asks for success.
    """

    ASKED: ClassVar[Mapping[str, str | None]] = {}
    """Fields that say what to try, each with what it is where a pattern leaves it out; None: required."""
    ALLOWED: ClassVar[Mapping[str, Callable[[str], bool]]] = {}
    """What the values of some fields may be, so that no misspelt word is ever tried."""
    PLACES: ClassVar[tuple[str, ...]] = ()
    """Those of them that name a place: host, outside, a node, a container (or, where to go, an address)."""
    OUTCOME: ClassVar[tuple[str, ...]] = ("ok", "why")
    """Fields that say how it went; a pattern that names none of them asks for success."""

    @classmethod
    def place(cls, field: str, value: str) -> str:
        """The place that a field's value names."""
        del field
        return value


def is_why(text: str) -> bool:
    """Whether a failure may be called so; ``*`` is any."""
    return text == "*" or text in WHYS


def is_port(text: str) -> bool:
    """Whether this is the number of a port."""
    return text.isascii() and text.isdigit() and 0 < int(text[:6]) <= LAST_PORT


def is_size(text: str) -> bool:
    """Whether a ping may be so large."""
    return text.isascii() and text.isdigit() and int(text[:6]) <= LARGEST


def is_proto(text: str) -> bool:
    """Whether a port may be tried by this protocol."""
    return text in ("tcp", "udp")
