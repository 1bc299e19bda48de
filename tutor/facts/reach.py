"""Whether something answers at a port, seen from somewhere else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from tutor.facts.act import Act, is_port, is_proto, is_why

FROM = frozenset[str]()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach(Act):
    """A connection that was tried: TCP's handshake, or a UDP datagram and an answer to it."""

    ASKED: ClassVar[Mapping[str, str | None]] = {"from": None, "to": None, "port": None, "proto": "tcp"}
    ALLOWED: ClassVar[Mapping[str, Callable[[str], bool]]] = {
        "port": is_port,
        "proto": is_proto,
        "why": is_why,
    }
    PLACES: ClassVar[tuple[str, ...]] = ("from", "to")

    from_: str
    """Where it was tried from: host, outside, or a container's name."""
    to: str
    """Where to: host, outside, the name of a node or of a container, or an address."""
    port: int
    """The port that was tried."""
    proto: str
    """tcp, if you do not say, or udp. Over UDP silence is a timeout, for nobody can tell it from deafness."""
    ip: str | None
    """The address that was tried; none where the place has none."""
    ok: bool
    """yes where something answered."""
    why: str | None
    """Why not, where it is no: no-address, refused, timeout, unreachable or prohibited."""
