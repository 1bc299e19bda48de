"""Where a flow begins and what address it goes to: names of nodes and containers as namespaces and addresses."""

from ipaddress import ip_interface

from tutor.errors import TutorError
from tutor.language import _
from tutor.lesson.flow import Flow, is_address
from tutor.lesson.parts import FIRST, OUTSIDE
from tutor.trace.world import Space, World

HOST = "host"
WIRE_LINK = "eth0"
"""The link by which a node of a lab is on the wire."""
LOOPBACK = {4: "127.0.0.1", 6: "::1"}


class PlaceError(TutorError):
    """A flow that begins or ends nowhere."""


def find_space(name: str, world: World, node: str = "") -> Space:
    """The namespace that a place is in. Raises PlaceError."""
    if name == HOST:
        return Space(node or _first(world), HOST)
    if name == OUTSIDE and OUTSIDE in world.nodes:
        return Space(OUTSIDE, OUTSIDE)
    if name in world.nodes:
        return Space(name, HOST)
    for at in sorted(world.nodes, key=lambda each: (each != node, each)):
        if world.knows(Space(at, name)):
            return Space(at, name)
        for container in world.containers(at):
            if container.name == name:
                return _shared(name, container.mode or "", at, world)
    known = sorted({*world.nodes, HOST, *(space.netns for space in world.pictures)})
    raise PlaceError(
        _("there is no place called {name}", name=name), _("the places are: {names}", names=", ".join(known))
    )


def _first(world: World) -> str:
    return FIRST if FIRST in world.nodes else min(world.nodes - {OUTSIDE}, default=FIRST)


def _shared(name: str, mode: str, node: str, world: World) -> Space:
    """A container that lives in another's namespace."""
    if mode == HOST:
        return Space(node, HOST)
    for other in world.containers(node):
        if mode == f"container:{other.id}" or mode.removeprefix("container:")[:12] == other.id:
            return find_space(other.name, world, node)
    raise PlaceError(
        _("{name} is not running", name=name), _("start it: {command}", command=f"docker start {name}")
    )


def find_address(flow: Flow, source: Space, world: World) -> str:
    """The address that a flow goes to: one in a network that both share, if there is such. Raises PlaceError."""
    if is_address(flow.dest):
        return flow.dest
    space = find_space(flow.dest, world, source.node if flow.dest == HOST and source.node != OUTSIDE else "")
    if space == source:
        return LOOPBACK[flow.family]
    theirs, ours = _addresses(space, flow.family, world), _addresses(source, flow.family, world)
    networks = [ip_interface(cidr).network for _link, cidr in ours]
    near = [cidr for _, cidr in theirs if any(ip_interface(cidr).ip in network for network in networks)]
    wired = [cidr for link, cidr in theirs if link == WIRE_LINK and space.netns in (HOST, OUTSIDE)]
    # Bridges of two nodes may have the same network, and share nothing.
    order = (*wired, *near) if space.node != source.node else (*near, *wired)
    for best in (*order, *(cidr for _link, cidr in theirs)):
        return str(ip_interface(best).ip)
    raise PlaceError(
        _("{dest} has no address of IPv{version}", dest=flow.dest, version=flow.family),
        _("name another place, or an address, to go to"),
    )


def _addresses(space: Space, family: int, world: World) -> list[tuple[str, str]]:
    """Links with their addresses that others can use."""
    plugs = [plug for plug in world.links if plug.space == space and plug.link != "lo"]
    found = ((plug.link, row.cidr) for plug in plugs for row in world.addresses(plug, family))
    return sorted(pair for pair in found if not ip_interface(pair[1]).is_link_local)


def called(space: Space, world: World) -> str:
    """What people call a namespace: host is said of the only node, others bear the node's name."""
    if space.netns not in (HOST, OUTSIDE):
        return space.netns
    engines = world.nodes - {OUTSIDE}
    return HOST if space.netns == HOST and len(engines) == 1 else space.node
