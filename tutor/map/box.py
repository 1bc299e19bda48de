"""The boxes of a node: containers and other namespaces, and the cables that leave them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from tutor.map.clean import clean
from tutor.map.look import STACKED, Look, get
from tutor.map.scene import Box, Cable, Id, Label
from tutor.state import Row

ALIVE = ("running", "paused", "restarting", "removing")


class Boxes:
    """A node's boxes by namespace, each made once."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._containers = {get(row, "name"): row for row in look.rows("container")}
        self._borrowing = _borrowing(self._containers)
        self._boxes: dict[str, Box] = {}

    def box(self, netns: str) -> Box:
        """The box that is drawn for a namespace."""
        if netns not in self._boxes:
            self._boxes[netns] = self._make(netns)
        return self._boxes[netns]

    def at_other_end(self, port: Row) -> Cable | None:
        """The cable that leaves a bridge's port for a box."""
        twin = self._look.peer(port) if get(port, "kind") == "veth" else None
        if twin is None:
            return None
        return Cable(self.box(get(twin, "netns")), self._look.interface(twin), self._look.interface(port))

    def children(self, uplinks: list[str]) -> dict[str, list[Cable]]:
        """By link of the node: the boxes whose macvlan or ipvlan link lives on top of it."""
        found = defaultdict(list)
        for netns in self._places():
            for row in self._look.links_in(netns):
                parent = get(row, "parent") or next(iter(uplinks), "")
                if get(row, "kind") in STACKED and parent in uplinks:
                    found[parent].append(Cable(self.box(netns), self._look.interface(row)))
        return found

    def loose(self, drawn: set[Id]) -> Iterator[Cable]:
        """Boxes with nothing in them, and cables that are plugged in nowhere."""
        for netns in self._places():
            box = self.box(netns)
            for row in self._look.links_in(netns):
                if self._look.interface(row).id not in drawn:
                    yield self._unplugged(box, row)
            if not box.interfaces:
                yield Cable(box)
        yield from self._own_pairs(drawn)
        known = self._look.spaces.keys() | set(self._borrowing) | {netns for netns, _ in self._look.links}
        for name, row in self._containers.items():
            if get(row, "state") in ALIVE and name not in known and get(row, "mode") != "host":
                yield Cable(self.box(name))

    def in_host_mode(self) -> Iterator[Label]:
        """Containers that use the node's own namespace."""
        for name, row in self._containers.items():
            if get(row, "state") in ALIVE and get(row, "mode") == "host":
                yield self._look.label(row, name)

    def stopped(self) -> Iterator[Label]:
        """Containers that do not run, so have no namespace."""
        for name, row in self._containers.items():
            if get(row, "state") not in ALIVE and name not in self._look.spaces:
                yield self._look.label(row, f"{name} ({get(row, 'state')})")

    def _places(self) -> list[str]:
        """Namespaces that are boxes, the oldest container's first as far as its links tell."""
        bridged = {netns for (netns, _), row in self._look.links.items() if get(row, "kind") == "bridge"}
        places = self._look.spaces.keys() | {netns for netns, _ in self._look.links}
        hidden = {netns for netns in bridged if netns not in self._containers} | {self._look.main}
        return sorted(places - hidden)

    def _unplugged(self, box: Box, row: Row) -> Cable:
        twin = self._look.peer(row)
        near = twin is not None and get(twin, "netns") in (self._look.main, get(row, "netns"))
        return Cable(box, self._look.interface(row), self._look.interface(twin) if twin and near else None)

    def _own_pairs(self, drawn: set[Id]) -> Iterator[Cable]:
        """Cables that both ends of are the node's own, and neither in a switch."""
        seen = set(drawn)
        for row in self._look.links_in(self._look.main):
            twin, link = self._look.peer(row), self._look.interface(row)
            if twin is None or get(twin, "netns") != self._look.main or link.id in seen:
                continue
            other = self._look.interface(twin)
            seen |= {link.id, other.id}
            yield Cable(self.box(self._look.main), link, other)

    def _make(self, netns: str) -> Box:
        if netns == self._look.main:
            own = (self._look.interface(row) for row in self._look.links_in(netns))
            return Box(f"node {self._look.node}", clean(self._look.node), "node", interfaces=tuple(own))
        container, space = self._containers.get(netns), self._look.spaces.get(netns)
        name = f"{'container' if container else 'namespace'} {self._look.node}/{netns}"
        self._look.things[name] |= {row for row in (container, space) if row}
        return Box(
            id=name,
            name=clean(netns),
            kind="container" if container else "space",
            state=clean(get(container, "state")) if container else "",
            interfaces=tuple(map(self._look.interface, self._look.links_in(netns))),
            sharing=tuple(self._sharing(netns)),
        )

    def _sharing(self, netns: str) -> Iterator[Label]:
        for name, owner in self._borrowing.items():
            if owner == netns:
                yield self._look.label(self._containers[name], name)


def _borrowing(containers: Mapping[str, Row]) -> dict[str, str]:
    """By container: the other one whose namespace it lives in."""
    found = {}
    for name, row in containers.items():
        _, borrows, owner = get(row, "mode").partition("container:")
        if borrows and get(row, "state") in ALIVE:
            found[name] = _named(owner, containers.values())
    return found


def _named(owner: str, containers: Iterable[Row]) -> str:
    """Name of the container that an id or a name means."""
    by_id = (get(row, "name") for row in containers if get(row, "id") == owner[:12])
    return next(by_id, owner)
