"""What a frame can get to without any routing: the other end of a cable, a bridge's ports, the wire, a tunnel."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from tutor.lesson.parts import OUTSIDE
from tutor.trace.places import HOST
from tutor.trace.world import Plug, World

WIRE = Plug("", "", "wire")
"""The cable between nodes, of which nobody in a node sees the middle."""
_HARDWARE = ("ether", "veth")
_CHILDREN = ("macvlan", "macvtap", "ipvlan")


@dataclass(frozen=True, slots=True)
class Way:
    """The links that a frame passes, from where it is sent to where it is taken in."""

    plugs: tuple[Plug, ...]

    @property
    def last(self) -> Plug:
        """Where it is taken in."""
        return self.plugs[-1]


@dataclass(frozen=True, slots=True)
class _At:
    plug: Plug
    came: Plug | None
    vlan: int | None


def ways(start: Plug, world: World) -> Iterator[Way]:
    """Every link that a frame can get to from another, the nearest first; the wire itself is one of them."""
    first = _At(start, None, None)
    seen = {start}
    queue: deque[tuple[_At, tuple[Plug, ...]]] = deque([(first, (start,))])
    while queue:
        at, plugs = queue.popleft()
        if len(plugs) > 1:
            yield Way(plugs)
        for step in _next(at, world):
            if step.plug not in seen:
                seen.add(step.plug)
                queue.append((step, (*plugs, step.plug)))


def find(start: Plug, address: str, world: World) -> Way | None:
    """How a frame for the owner of an address gets to it; None where nobody has that address."""
    for way in ways(start, world):
        if way.last != WIRE and world.has(way.last, address) and _takes(way, world):
            return way
    return None


def find_mac(start: Plug, mac: str, world: World) -> Way | None:
    """How a frame for a hardware address gets to whoever has it."""
    for way in ways(start, world):
        if (
            way.last != WIRE
            and world.links[way.last].mac == mac
            and _takes(way, world)
            and not world.links[way.last].master
        ):
            return way
    return None


def to_wire(start: Plug, world: World) -> Way | None:
    """How a frame gets to the wire, where it can."""
    return next((way for way in ways(start, world) if way.last == WIRE), None)


def _takes(way: Way, world: World) -> bool:
    """Whether what comes this way is taken in at its end: a macvlan's parent never hears its own children."""
    if len(way.plugs) < 2 or world.links[way.last].master:  # noqa: PLR2004 # there and the one before
        return False
    before = way.plugs[-2]
    return not (before in world.stacked.get(way.last, ()) and world.links[before].kind in _CHILDREN)


def _next(at: _At, world: World) -> Iterator[_At]:
    if at.plug == WIRE:
        yield from (
            _At(plug, WIRE, at.vlan) for plug in world.links if plug != at.came and is_wired(plug, world)
        )
        return
    row = world.links[at.plug]
    if not row.up:
        return
    for step in (*_out(at, world), *_up(at, world)):
        if step.plug == WIRE or world.links[step.plug].up:
            yield step


def _out(at: _At, world: World) -> Iterator[_At]:
    """Where a link's own outer side leads."""
    row = world.links[at.plug]
    if at.came and at.came != WIRE and row.kind != "bridge" and _is_other_end(at, world):
        return
    if row.kind == "veth" and row.peer and row.peer_netns:
        other = Plug(at.plug.node, row.peer_netns, row.peer)
        if other in world.links:
            yield _At(other, at.plug, at.vlan)
    elif row.kind == "vxlan":
        yield from (_At(plug, at.plug, at.vlan) for plug in tunnels(at.plug, world))
    elif row.kind == "vlan" and (parent := world.parent(at.plug)):
        yield _At(parent, at.plug, row.vlan)
    elif row.kind in _CHILDREN and (parent := world.parent(at.plug)):
        yield _At(parent, at.plug, at.vlan)
    elif is_wired(at.plug, world) and at.came != WIRE:
        yield _At(WIRE, at.plug, at.vlan)


def _is_other_end(at: _At, world: World) -> bool:
    """Whether a frame came to a link by its outer side, and so goes inward now."""
    row, came = world.links[at.plug], world.links[at.came] if at.came else None
    cable = row.kind == "veth" and came is not None and (row.peer, row.peer_netns) == (came.name, came.netns)
    return cable or (row.kind == "vxlan" and came is not None and came.kind == "vxlan")


def _up(at: _At, world: World) -> Iterator[_At]:
    """Where a link's inner side leads: the bridge whose port it is, a bridge's ports, what sits on it."""
    row = world.links[at.plug]
    if row.master:
        bridge = Plug(at.plug.node, at.plug.netns, row.master)
        if at.came is None or at.came.link != row.master or at.came.space != at.plug.space:
            yield _At(bridge, at.plug, at.vlan)
    if row.kind == "bridge":
        ports = world.ports.get(at.plug, [])
        yield from (_At(port, at.plug, at.vlan) for port in ports if port != at.came)
    if at.came is None:
        return  # what a namespace sends by a link of its own is not heard by what sits on it
    for child in world.stacked.get(at.plug, []):
        if child != at.came:
            yield from _to_child(at, child, world)


def _to_child(at: _At, child: Plug, world: World) -> Iterator[_At]:
    kind = world.links[child].kind
    if kind == "vlan":
        if world.links[child].vlan == at.vlan:
            yield _At(child, at.plug, None)
    elif at.came and at.came in world.stacked.get(at.plug, ()):  # from one child to another
        if world.links[child].mode in ("bridge", "l2"):
            yield _At(child, at.plug, at.vlan)
    else:
        yield _At(child, at.plug, at.vlan)


def is_wired(plug: Plug, world: World) -> bool:
    """Whether a link leads out of all that is observed: hardware, or a cable whose other end nobody sees."""
    row = world.links[plug]
    own = plug.netns in (HOST, OUTSIDE)
    return own and row.kind in _HARDWARE and not row.peer and row.up


def tunnels(plug: Plug, world: World) -> list[Plug]:
    """The other ends of an overlay's tunnel: the vxlan links of the same number on other nodes."""
    number = world.links[plug].vni
    return [
        other for other, row in sorted(world.links.items()) if row.vni == number and other.node != plug.node
    ]
