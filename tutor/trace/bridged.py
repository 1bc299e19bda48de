"""Where frames meet rules: those of a bridge's own family, and IP's among them where the kernel calls these."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from tutor.observe.proof.header import Header
from tutor.trace.segment import WIRE, Way
from tutor.trace.world import Plug, Space, World

_LINUX = tuple(int(number) for number in re.findall(r"\d+", os.uname().release)[:2])
ASIDE = {"prerouting": 0, "forward": 0 if _LINUX >= (6, 7) else -1, "postrouting": 2**31 - 1}
"""By hook, the priority at which IP's rules see a frame (net/bridge/br_netfilter_hooks.c; forward: changed in 6.7)."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """A hook of a bridge's that a frame passes, and the ports between which it does."""

    space: Space
    bridge: str
    hook: str
    enter: str | None = None
    leave: str | None = None


def crossings(bridge: Plug, came: Plug | None, goes: Plug | None) -> list[Crossing]:
    """The hooks that a frame passes from port to port; None is the bridge's own side."""
    space, name = bridge.space, bridge.link
    if came is None:
        leave = goes.link if goes else None
        return [Crossing(space, name, hook, None, leave) for hook in ("output", "postrouting")]
    if goes is None:
        return [Crossing(space, name, hook, came.link) for hook in ("prerouting", "input")]
    return [
        Crossing(space, name, "prerouting", came.link),
        Crossing(space, name, "forward", came.link, goes.link),
        Crossing(space, name, "postrouting", None, goes.link),
    ]


def all_crossings(way: Way, world: World) -> Iterator[Crossing]:
    """Those of all bridges on a way."""
    for came, here, goes in zip_longest((None, *way.plugs[:-1]), way.plugs, way.plugs[1:]):
        if here != WIRE and world.links[here].kind == "bridge":
            yield from crossings(here, came, goes)


def calls_rules(world: World, space: Space, header: Header) -> bool:
    """Whether what passes a bridge meets IP's rules of its namespace."""
    six = "6" if header.family == 6 else ""  # noqa: PLR2004 # IP's version
    return world.sysctl(space, f"net.bridge.bridge-nf-call-ip{six}tables") == "1"
