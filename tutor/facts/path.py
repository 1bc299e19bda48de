"""Where a packet goes, and what becomes of it on the way: as ``tutor trace`` tells it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from tutor.facts.act import LAST_PORT, Act

FROM = frozenset[str]()

PATH_WHYS = (
    "drop",
    "reject",
    "no-route",
    "no-source",
    "rp_filter",
    "martian",
    "forwarding",
    "no-arp",
    "stale-mac",
    "link-down",
    "refused",
    "echo-ignored",
    "mtu",
    "no-tunnel",
    "stranger",
    "loop",
    "unknown",
    "contradicted",
)
"""Why a packet does not arrive, in one word each; contradicted: the kernel did not do what was predicted."""
_TARGET = re.compile(
    r"(?P<place>\[[0-9A-Fa-f:.]+\]|[^\[\]:/\s]+)(?::(?P<port>\d{1,5}))?(?:/(?P<proto>tcp|udp|icmp))?"
)


def is_target(text: str) -> bool:
    """Whether a packet can be sent there: ``host:8080``, ``8.8.8.8:53/udp``, ``web/icmp``."""
    found = _TARGET.fullmatch(text)
    if not found:
        return False
    icmp = found["proto"] == "icmp"
    return icmp != bool(found["port"]) and (icmp or 0 < int(found["port"]) <= LAST_PORT)


def is_path_why(text: str) -> bool:
    """Whether a loss may be called so; ``*`` is any."""
    return text == "*" or text in PATH_WHYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Path(Act):
    """The way of a packet that was sent, predicted hop by hop and held against the kernel's own trace."""

    ASKED: ClassVar[Mapping[str, str | None]] = {"from": None, "to": None}
    ALLOWED: ClassVar[Mapping[str, Callable[[str], bool]]] = {"to": is_target, "why": is_path_why}
    PLACES: ClassVar[tuple[str, ...]] = ("from", "to")
    OUTCOME: ClassVar[tuple[str, ...]] = ("ok", "why", "ends", "dropped_by")

    from_: str
    """Where it is sent from: host, outside, or a container's name."""
    to: str
    """Where to: a place or an address, with a port and tcp, if you do not say, or udp; or with icmp and no port:
    host:8080, 8.8.8.8:53/udp, web/icmp."""
    ok: bool
    """yes where it arrives, and the answer comes back."""
    why: str | None
    """Why not, where it is no: drop, reject, no-route, rp_filter, martian, forwarding, no-arp, link-down, refused, mtu,
    no-tunnel, stranger, echo-ignored, loop, unknown, …"""
    ends: str | None
    """Who gets it: a container, host, outside, or beyond where it leaves all that is observed."""
    process: str | None
    """The process that gets it, where that can be seen."""
    dropped_by: str | None
    """The rule that drops it: table, chain, and the rule's own words."""
    proxy: bool
    """yes where docker-proxy takes the connection and makes one of its own."""
    proved: bool
    """yes where the kernel's own trace was held against it, and contradicted nothing."""

    @classmethod
    def place(cls, field: str, value: str) -> str:
        """The place that a target names."""
        found = _TARGET.fullmatch(value) if field == "to" else None
        return found["place"].strip("[]") if found else value
