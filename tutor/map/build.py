"""From the rows of a state to a scene."""

from collections import defaultdict
from collections.abc import Iterator

from tutor.language import _
from tutor.map.box import Boxes
from tutor.map.clean import clean
from tutor.map.look import HARDWARE, STACKED, Look, get, subnets
from tutor.map.scene import Cable, Id, Interface, Label, Node, Scene, Switch, Tunnel, Uplink
from tutor.state import Row, State

OUTSIDE = "outside"
ENGINE_NODE_LINKS = ("bridge", "loopback")


def build(state: State, node: str = "") -> Scene:
    """What a map of a state shows; of one node only, where one is named."""
    names = sorted({row.node for row in state if node in ("", row.node)}, key=_outside_last)
    looks = [Look(state, name) for name in names]
    nodes = tuple(_node(look) for look in looks)
    things = {name: frozenset(rows) for look in looks for name, rows in look.things.items()}
    return Scene(
        nodes=nodes,
        wire=_wire(nodes),
        tunnels=_tunnels(nodes),
        things=things,
        shows={row: name for name, rows in things.items() for row in rows},
    )


def _outside_last(name: str) -> tuple[bool, str]:
    return name == OUTSIDE, name


def _node(look: Look) -> Node:
    name = f"node {look.node}"
    look.things[name] |= {row for row in [look.spaces.get(look.main)] if row}
    boxes = Boxes(look)
    switches = tuple(_switches(look, boxes))
    uplinks = tuple(_uplinks(look, boxes))
    drawn = {cable.end.id for cable in _cables(switches, uplinks) if cable.end}
    drawn |= {cable.port.id for cable in _cables(switches, uplinks) if cable.port}
    return Node(
        id=name,
        name=clean(look.node),
        switches=switches,
        uplinks=uplinks,
        loose=tuple(boxes.loose(drawn)),
        sharing=tuple(boxes.in_host_mode()),
        stopped=tuple(boxes.stopped()),
        dangling=tuple(look.dangling()),
    )


def _cables(switches: tuple[Switch, ...], uplinks: tuple[Uplink, ...]) -> Iterator[Cable]:
    for switch in switches:
        yield from switch.cables
    for uplink in uplinks:
        yield from uplink.children


def _switches(look: Look, boxes: Boxes) -> Iterator[Switch]:
    bridges = [row for row in look.links.values() if get(row, "kind") == "bridge"]
    for row in sorted(bridges, key=lambda row: _host_first(look, row)):
        yield _switch(look, boxes, row)


def _host_first(look: Look, row: Row) -> tuple[bool, str, int, str]:
    netns = get(row, "netns")
    return netns != look.main, netns, look.interface(row).index, get(row, "name")


def _switch(look: Look, boxes: Boxes, row: Row) -> Switch:
    link, netns = look.interface(row), get(row, "netns")
    ports = [port for port in look.links_in(netns) if get(port, "master") == get(row, "name")]
    cables = [(port, boxes.at_other_end(port)) for port in ports]
    network = look.network_of(row)
    return Switch(
        link=link,
        netns=None if netns == look.main else clean(netns),
        network=look.label(network, get(network, "name")) if network else None,
        internal=network is not None and get(network, "internal") == "yes",
        masquerade=_masquerade(look, link) if netns == look.main else None,
        cables=tuple(cable for _, cable in cables if cable),
        ports=tuple(look.interface(port) for port, cable in cables if not cable),
    )


def _masquerade(look: Look, link: Interface) -> Label | None:
    own = subnets(link.addresses)
    for row in look.rows("nat"):
        if get(row, "kind") != "masquerade" or get(row, "netns") != look.main or get(row, "dport"):
            continue
        if clean(get(row, "unless")) == link.name or get(row, "source") in own:
            return look.label(row, _("masquerade"))
    return None


def _uplinks(look: Look, boxes: Boxes) -> Iterator[Uplink]:
    rows = [row for row in look.links_in(look.main) if _leads_out(look, row)]
    children = boxes.children([get(row, "name") for row in rows])
    gateways = {get(row, "link"): row for row in look.rows("route") if _is_default(look, row)}
    for row in rows:
        name, gateway = get(row, "name"), gateways.get(get(row, "name"))
        yield Uplink(
            link=look.interface(row),
            wired=get(row, "kind") in HARDWARE,
            parent=clean(get(row, "parent")) or None if get(row, "kind") in STACKED else None,
            gateway=look.label(gateway, _("default via {gateway}", gateway=get(gateway, "via")))
            if gateway
            else None,
            networks=tuple(_networks_on(look, name, first=row is rows[0])),
            children=tuple(children.get(name, ())),
        )


def _networks_on(look: Look, link: str, *, first: bool) -> Iterator[Label]:
    for row in look.rows("network"):
        parent = get(row, "parent")
        if get(row, "driver") in STACKED and (parent == link or (first and not parent)):
            yield look.label(row, get(row, "name"))


def _leads_out(look: Look, row: Row) -> bool:
    plugged = get(row, "kind") == "veth" and look.peer(row) is not None
    return not plugged and get(row, "kind") not in ENGINE_NODE_LINKS and not get(row, "master")


def _is_default(look: Look, row: Row) -> bool:
    return get(row, "netns") == look.main and get(row, "dst") == "default" and bool(get(row, "via"))


def _wire(nodes: tuple[Node, ...]) -> str | None:
    wired = [uplink.link for node in nodes for uplink in node.uplinks if uplink.wired]
    found = sorted(
        subnets(address for link in wired for address in link.addresses if ":" not in address.text)
    )
    return found[0] if found else "" if wired else None


def _tunnels(nodes: tuple[Node, ...]) -> tuple[Tunnel, ...]:
    ends: dict[str, list[tuple[Id, str]]] = defaultdict(list)
    for node in nodes:
        for link in _vxlans(node):
            ends[link.vni or ""].append((link.id, node.name))
    return tuple(
        Tunnel(vni, tuple(end for end, _ in found), tuple(dict.fromkeys(name for _, name in found)))
        for vni, found in sorted(ends.items())
        if vni
    )


def _vxlans(node: Node) -> Iterator[Interface]:
    for switch in node.switches:
        yield from (port for port in switch.ports if port.kind == "vxlan")
    yield from (uplink.link for uplink in node.uplinks if uplink.link.kind == "vxlan")
