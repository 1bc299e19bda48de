"""One node's rows, as the map asks for them: by place and name, and never surprised by what is missing."""

import ipaddress
from collections import defaultdict
from collections.abc import Iterable

from tutor.map.clean import clean
from tutor.map.scene import Id, Interface, Label, identify
from tutor.state import Row, State

KINDS = ("namespace", "container", "network", "link", "address", "route", "nat")
HARDWARE = ("ether", "veth")
"""Kinds of the node's own links that may be plugged into the wire."""
STACKED = ("macvlan", "ipvlan", "macvtap", "vlan")
"""Kinds that live on top of another link."""


def get(row: Row, name: str) -> str:
    """A field's text; empty where the row has no such field or no value in it."""
    return (row.text(name) or "") if name in row.field_names() else ""


def _in_order(rows: list[Row]) -> list[Row]:
    """Rows by what they are called; of those of one name, which may be there while one takes another's place, too."""
    named: dict[Id, list[Row]] = defaultdict(list)
    for row in rows:
        named[identify(row)].append(row)
    same = (found if len(found) == 1 else sorted(found, key=repr) for _, found in sorted(named.items()))
    return [row for found in same for row in found]


class Look:
    """The rows of one node, with the things that were drawn of them so far."""

    def __init__(self, state: State, node: str) -> None:
        self.node = node
        self.things: dict[Id, set[Row]] = defaultdict(set)
        self._rows = {kind: _in_order(state.find(kind, node=node)) for kind in KINDS}
        self.links = {(get(row, "netns"), get(row, "name")): row for row in self._rows["link"]}
        self._links_in: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(self._rows["link"], key=by_age):
            if get(row, "kind") != "loopback":
                self._links_in[get(row, "netns")].append(row)
        self.spaces = {get(row, "name"): row for row in self._rows["namespace"]}
        places = self.spaces.keys() | {netns for netns, _ in self.links}
        self.main = "host" if "host" in places or node not in places else node
        self._interfaces: dict[tuple[str, str], Interface] = {}
        self._addresses: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in sorted(self.rows("address"), key=_address_order):
            self._addresses[get(row, "netns"), get(row, "link")].append(row)
        self._published = self._doors()

    def rows(self, kind: str) -> list[Row]:
        """Rows of a kind in a lasting order."""
        return self._rows[kind]

    def links_in(self, netns: str) -> list[Row]:
        """Links of a namespace, the oldest first, without lo."""
        return self._links_in.get(netns, [])

    def label(self, row: Row, text: str) -> Label:
        """Words that stand for a row."""
        name = identify(row)
        self.things[name].add(row)
        return Label(name, clean(text))

    def interface(self, row: Row) -> Interface:
        """A link with its addresses, made once."""
        place = (get(row, "netns"), get(row, "name"))
        if place not in self._interfaces:
            self._interfaces[place] = self._make_interface(row, place)
        return self._interfaces[place]

    def peer(self, row: Row) -> Row | None:
        """The other end of a veth cable, where it is seen."""
        return self.links.get((get(row, "peer_netns"), get(row, "peer")))

    def master(self, row: Row) -> Row | None:
        """The bridge that a link is a port of."""
        return self.links.get((get(row, "netns"), get(row, "master")))

    def dangling(self) -> list[Label]:
        """Published ports that lead to no address on this node."""
        seen = {ip(row) for row in self._rows["address"]}
        doors = (door for address, doors in self._published.items() if address not in seen for door in doors)
        return [self.label(row, f"{_door(row)} at {_target(row)[0]}") for row in doors]

    def network_of(self, row: Row) -> Row | None:
        """The engine's network that a bridge carries."""
        netns = get(row, "netns")
        carried = get(self.spaces[netns], "network") if netns in self.spaces else ""
        for network in self.rows("network"):
            overlay = get(network, "driver") == "overlay" and netns != self.main
            if netns == self.main and get(network, "bridge") == get(row, "name"):
                return network
            if overlay and (carried == get(network, "name") or get(network, "id")[:10] in netns):
                return network
        return None

    def _make_interface(self, row: Row, place: tuple[str, str]) -> Interface:
        addresses = [row for row in self._addresses[place] if not ip(row).startswith("fe80:")]
        doors = {_door(door): door for row in addresses for door in self._published.get(ip(row), ())}
        return Interface(
            id=self.label(row, "").id,
            netns=clean(place[0]),
            name=clean(place[1]),
            kind=clean(get(row, "kind")),
            up=get(row, "up") == "yes",
            index=by_age(row)[0],
            addresses=tuple(self.label(row, get(row, "cidr") or ip(row)) for row in addresses),
            published=tuple(self.label(door, text) for text, door in doors.items()),
            vni=clean(get(row, "vni")) or None,
            plugged=self._plugged(row),
        )

    def _plugged(self, row: Row) -> str | None:
        twin = self.peer(row)
        bridge = self.master(twin) if twin else None
        if bridge is None:
            return None
        network = self.network_of(bridge)
        return clean(get(network or bridge, "name"))

    def _doors(self) -> dict[str, list[Row]]:
        doors = defaultdict(list)
        for row in self.rows("nat"):
            if get(row, "kind") == "dnat" and get(row, "netns") == self.main and get(row, "dport"):
                doors[_target(row)[0]].append(row)
        return doors


def ip(row: Row) -> str:
    """An address row's address."""
    return get(row, "ip")


def by_age(row: Row) -> tuple[int, str]:
    """Sorts links the oldest first: the kernel counts them."""
    index = get(row, "index")
    return int(index) if index.isdecimal() else 0, get(row, "name")


def subnets(rows: Iterable[Label]) -> set[str]:
    """Networks of addresses that are written with their prefix."""
    found = set()
    for label in rows:
        try:
            found.add(str(ipaddress.ip_interface(label.text).network))
        except ValueError:
            continue
    return found


def _address_order(row: Row) -> tuple[str, str]:
    return get(row, "family"), identify(row)


def _target(row: Row) -> tuple[str, str]:
    address, _, port = get(row, "to").rpartition(":")
    return (address.strip("[]"), port) if address else (get(row, "to"), "")


def _door(row: Row) -> str:
    """A published port nearly as ``docker ps`` writes it: where it is open, and where it leads."""
    dest = get(row, "dest").removesuffix("/32")
    inner = _target(row)[1] or get(row, "dport")
    kind = "" if get(row, "proto") == "tcp" else f"/{get(row, 'proto') or 'any'}"
    return f"{dest}:{get(row, 'dport')}→{inner}{kind}"
