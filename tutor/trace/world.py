"""All that is known of the nodes when a packet is followed: rows, and each namespace's rules and routes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import cast

from tutor.facts.address import Address
from tutor.facts.container import Container
from tutor.facts.link import Link
from tutor.facts.listener import Listener
from tutor.firewall import Ruleset
from tutor.observe.picture import Picture
from tutor.observe.ruleset import KEPT
from tutor.state import State
from tutor.trace.routing import Routes
from tutor.trace.tables import Tables


@dataclass(frozen=True, slots=True, order=True)
class Space:
    """A network namespace: a node, and its name there."""

    node: str
    netns: str


@dataclass(frozen=True, slots=True, order=True)
class Plug:
    """A link of a namespace."""

    node: str
    netns: str
    link: str

    @property
    def space(self) -> Space:
        """The namespace that it is in."""
        return Space(self.node, self.netns)


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """Rules that are these very ones: comparing thousands of them takes longer than following a packet."""

    rules: Ruleset

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.rules is self.rules

    def __hash__(self) -> int:
        return id(self.rules)


@lru_cache(maxsize=KEPT)
def _arranged(same: _Same) -> Tables:
    return Tables(same.rules)


class World:
    """What there is, looked up by whoever follows a packet."""

    def __init__(self, state: State, pictures: Mapping[str, Iterable[Picture]]) -> None:
        self.state = state
        self.pictures = {
            Space(node, picture.name): picture for node, found in pictures.items() for picture in found
        }

    @cached_property
    def links(self) -> dict[Plug, Link]:
        """All links."""
        rows = (cast("Link", row) for row in self.state.find("link"))
        return {Plug(row.node, row.netns, row.name): row for row in rows}

    @cached_property
    def ports(self) -> dict[Plug, list[Plug]]:
        """The ports of each bridge."""
        found: dict[Plug, list[Plug]] = {}
        for plug, row in sorted(self.links.items()):
            if row.master:
                found.setdefault(Plug(plug.node, plug.netns, row.master), []).append(plug)
        return found

    @cached_property
    def stacked(self) -> dict[Plug, list[Plug]]:
        """The links that sit on each link: macvlan, ipvlan, vlan."""
        found: dict[Plug, list[Plug]] = {}
        for plug, row in sorted(self.links.items()):
            if row.parent and (parent := self.parent(plug)):
                found.setdefault(parent, []).append(plug)
        return found

    def parent(self, plug: Plug) -> Plug | None:
        """The link that a link sits on: in its own namespace, or in the host's."""
        name = self.links[plug].parent
        for netns in dict.fromkeys((plug.netns, "host")):
            found = Plug(plug.node, netns, name or "")
            if found in self.links and found != plug:
                return found
        return None

    @cached_property
    def routes(self) -> dict[Space, Routes]:
        """Each namespace's routes."""
        return {space: Routes(picture.routes) for space, picture in self.pictures.items()}

    @cached_property
    def tables(self) -> dict[Space, Tables]:
        """Each namespace's rules."""
        return {space: _arranged(_Same(picture.rules)) for space, picture in self.pictures.items()}

    def knows(self, space: Space) -> bool:
        """Whether a namespace is observed."""
        return space in self.pictures

    def addresses(self, plug: Plug, family: int) -> list[Address]:
        """A link's addresses, in the order of the kernel's as far as rows tell."""
        rows = self.state.find(
            "address", node=plug.node, netns=plug.netns, link=plug.link, family=str(family)
        )
        return sorted(
            (cast("Address", row) for row in rows), key=lambda row: (row.ip.startswith("fe80"), row.ip)
        )

    def has(self, plug: Plug, address: str) -> bool:
        """Whether a link has an address."""
        return bool(self.state.find("address", node=plug.node, netns=plug.netns, link=plug.link, ip=address))

    def sysctl(self, space: Space, name: str) -> str | None:
        """A sysctl's value, where it is known."""
        rows = self.state.find("sysctl", node=space.node, netns=space.netns, name=name)
        return rows[0].text("value") if rows else None

    def mac_of(self, plug: Plug, address: str) -> tuple[str, bool] | None:
        """The hardware address that a namespace knows for a neighbour, and whether it was entered by hand."""
        rows = self.state.find("neighbour", node=plug.node, netns=plug.netns, link=plug.link, ip=address)
        return (rows[0].text("mac") or "", rows[0].text("permanent") == "yes") if rows else None

    def listener(self, space: Space, proto: str, address: str, port: int) -> Listener | None:
        """The socket that waits for a packet: one at its very address before one at all addresses."""
        rows = [
            cast("Listener", row)
            for row in self.state.find(
                "listener", node=space.node, netns=space.netns, proto=proto, port=str(port)
            )
        ]
        everywhere = ("::",) if ":" in address else ("0.0.0.0", "::")  # noqa: S104 # read, not bound
        for wanted in (address, *everywhere):
            found = sorted((row for row in rows if row.ip == wanted), key=lambda row: row.process or "")
            if found:
                return found[-1]
        return None

    def containers(self, node: str) -> list[Container]:
        """A node's containers."""
        return [cast("Container", row) for row in self.state.find("container", node=node)]

    @cached_property
    def nodes(self) -> frozenset[str]:
        """All nodes, outside among them."""
        return frozenset(space.node for space in self.pictures)
