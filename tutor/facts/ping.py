"""Whether one place answers another's ping."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from tutor.facts.act import Act, is_size, is_why

FROM = frozenset[str]()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping(Act):
    """An ICMP echo request that was sent, and whether the answer came back."""

    ASKED: ClassVar[Mapping[str, str | None]] = {"from": None, "to": None, "size": "56"}
    ALLOWED: ClassVar[Mapping[str, Callable[[str], bool]]] = {"size": is_size, "why": is_why}
    PLACES: ClassVar[tuple[str, ...]] = ("from", "to")

    from_: str
    """Where it was sent from: host, outside, or a container's name."""
    to: str
    """Where to: host, outside, the name of a node or of a container, or an address."""
    size: int
    """Bytes of payload, 56 if you do not say; the packet (28 bytes more) may not be cut into pieces."""
    ip: str | None
    """The address that was pinged; none where the place has none."""
    ok: bool
    """yes where the answer came."""
    why: str | None
    """Why not, where it is no: no-address, unreachable, timeout, prohibited or too-big."""
