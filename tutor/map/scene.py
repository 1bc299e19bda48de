"""What a map shows, before anybody has decided where: things, and which rows each of them stands for.

    Scene ── Node ──┬── Switch ── Cable ──┬── port: Interface
                    │                     └── end: Interface of a Box
                    ├── Uplink ── Cable   (macvlan and ipvlan children)
                    ├── loose: Cable      (boxes that are plugged in nowhere)
                    └── sharing, stopped, dangling: Label

Whatever can come, go or change on its own has an id, which is the same in every scene that shows
it: so two scenes can be compared, and a row can be pointed at.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tutor.state import Row

Id = str
"""A thing's name for life, like ``link alpha/host/docker0``."""


@dataclass(frozen=True, slots=True)
class Label:
    """Words on the map that stand for something of their own: an address, a published port, a network."""

    id: Id
    text: str


@dataclass(frozen=True, slots=True)
class Interface:
    """A link with what is written beside it."""

    id: Id
    netns: str
    name: str
    kind: str
    up: bool
    index: int
    addresses: tuple[Label, ...] = ()
    published: tuple[Label, ...] = ()
    """Ports of the node that lead to one of its addresses, like ``:8080→80``."""
    vni: str | None = None
    """With kind=vxlan: number of the overlay."""
    plugged: str | None = None
    """Where its cable ends: name of a network or a switch."""


@dataclass(frozen=True, slots=True)
class Box:
    """A namespace that is drawn as a box: a container's, one of another origin, or the node's itself."""

    id: Id
    name: str
    kind: str
    """container, space (the engine's own, or one with a name) or node."""
    state: str = "running"
    interfaces: tuple[Interface, ...] = ()
    sharing: tuple[Label, ...] = ()
    """Containers that live in this one's namespace."""


@dataclass(frozen=True, slots=True)
class Cable:
    """What joins a box to something: its own end, and the other one where that is a link too."""

    box: Box
    end: Interface | None = None
    port: Interface | None = None

    @property
    def first(self) -> bool:
        """Whether this is the box's first cable: there the box is drawn in full."""
        return self.end is None or self.end.id == self.box.interfaces[0].id


@dataclass(frozen=True, slots=True)
class Switch:
    """A bridge."""

    link: Interface
    netns: str | None
    """Namespace it is in, where that is not the node's own."""
    network: Label | None
    internal: bool
    masquerade: Label | None
    cables: tuple[Cable, ...]
    ports: tuple[Interface, ...]
    """Ports that are no cable to a box: hardware, tunnels, cables whose other end is not seen."""

    @property
    def routed(self) -> bool:
        """Whether the node itself is plugged in, and forwards for it."""
        return bool(self.link.addresses) and not self.netns and not self.internal


@dataclass(frozen=True, slots=True)
class Uplink:
    """A link of the node's own that leads out of it."""

    link: Interface
    wired: bool
    """Whether it is plugged into the wire."""
    parent: str | None
    """Link that it is stacked upon."""
    gateway: Label | None
    """Where the default route goes."""
    networks: tuple[Label, ...]
    """The engine's networks that live on top of it."""
    children: tuple[Cable, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A node: a Docker host, or a neighbour on the wire."""

    id: Id
    name: str
    switches: tuple[Switch, ...]
    uplinks: tuple[Uplink, ...]
    loose: tuple[Cable, ...]
    sharing: tuple[Label, ...]
    """Containers that use the node's own interfaces."""
    stopped: tuple[Label, ...]
    dangling: tuple[Label, ...]
    """Published ports that lead to an address which nothing here has."""

    @property
    def plain(self) -> bool:
        """Whether there is nothing to it but its way to the wire."""
        return not (self.switches or self.loose or self.sharing or self.stopped or self.dangling) and not any(
            uplink.children for uplink in self.uplinks
        )


@dataclass(frozen=True, slots=True)
class Tunnel:
    """An overlay's tunnel: the vxlan links of one number, on one node or several."""

    vni: str
    ends: tuple[Id, ...]
    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything on a map."""

    nodes: tuple[Node, ...]
    wire: str | None
    """The wire's network, or empty where no address tells it; None without a wire."""
    tunnels: tuple[Tunnel, ...]
    things: Mapping[Id, frozenset[Row]] = field(repr=False)
    """The rows that each thing stands for."""
    shows: Mapping[Row, Id] = field(repr=False)
    """The thing that shows a row."""

    def point(self, row: Row) -> Id | None:
        """The thing nearest to a row: the one that shows it, its link, its namespace or its node."""
        return self.shows.get(row) or next((name for name in _near(row) if name in self.things), None)


def _near(row: Row) -> Iterator[Id]:
    known = {name: row.text(name) for name in row.field_names()}
    yield identify(row)
    for name in filter(None, (known.get("link"), known.get("name"))):
        yield f"link {row.node}/{known.get('netns') or 'host'}/{name}"
    for name in filter(None, (known.get("container"), known.get("netns"), known.get("name"))):
        yield from (f"container {row.node}/{name}", f"namespace {row.node}/{name}")
    yield f"node {row.node}"


_IDENTITY = {
    "link": ("netns", "name"),
    "address": ("netns", "link", "cidr"),
    "route": ("netns", "dst", "family"),
    "nat": ("netns", "kind", "proto", "source", "dest", "dport", "to"),
}


def identify(row: Row) -> Id:
    """The id of the thing that a row is, whether or not a map shows it."""
    kept = (row.text(name) for name in _IDENTITY.get(row.fact(), ("name",)) if name in row.field_names())
    return f"{row.fact()} {'/'.join((row.node, *(text or '' for text in kept)))}"
