"""Network interfaces (links), and which two of them are ends of one veth cable."""

from collections.abc import Iterator
from dataclasses import dataclass

from tutor.facts.raw import Message, Namespace, Raw
from tutor.state import Row

FROM = {"namespaces", "links"}

IFF_UP = 0x1
ARPHRD_LOOPBACK = 772


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Row):
    """A network interface."""

    netns: str
    """Namespace it is in: host, or a container's name."""
    name: str
    index: int
    """Its number, unique in its namespace only."""
    kind: str
    """veth, bridge, macvlan, vxlan, …; loopback for lo; ether for hardware."""
    up: bool
    """yes when it was switched on (``ip link set … up``)."""
    state: str
    """Operational state: up, down, lowerlayerdown, unknown. A bridge without ports is down."""
    mac: str | None
    mtu: int
    """In bytes."""
    master: str | None
    """Name of the bridge whose port it is."""
    peer: str | None
    """With kind=veth: name of the other end, where its namespace is observed."""
    peer_netns: str | None
    """With kind=veth: namespace of the other end, where it is observed."""


def read(raw: Raw) -> Iterator[Link]:
    """Turn link messages into rows; ends of one cable find each other by their indexes."""
    peers = _peers(raw)
    for space in raw.namespaces.values():
        for index, message in space.links.items():
            yield _row(raw.node, space, message, peers.get((space.name, index)))


def _row(node: str, space: Namespace, message: Message, peer: tuple[str, str] | None) -> Link:
    master = space.links.get(message.get("IFLA_MASTER"), {})
    return Link(
        node=node,
        netns=space.name,
        name=message["IFLA_IFNAME"],
        index=message["index"],
        kind=_kind(message),
        up=bool(message["flags"] & IFF_UP),
        state=message.get("IFLA_OPERSTATE", "UNKNOWN").lower(),
        mac=message.get("IFLA_ADDRESS"),
        mtu=message["IFLA_MTU"],
        master=master.get("IFLA_IFNAME"),
        peer=peer[1] if peer else None,
        peer_netns=peer[0] if peer else None,
    )


def _kind(message: Message) -> str:
    named: str | None = message.get("IFLA_INFO_KIND")
    return named or ("loopback" if message["ifi_type"] == ARPHRD_LOOPBACK else "ether")


def _peers(raw: Raw) -> dict[tuple[str, int], tuple[str, str]]:
    """For each veth end (namespace, index): the other end's namespace and name.

    The kernel tells of each end its own index, its peer's (IFLA_LINK), and by a number of its
    own which namespace the peer is in (IFLA_LINK_NETNSID). The observer has put that
    namespace's name into ``peer_netns``, or None where it does not observe it.
    """
    ends = {
        (space.name, message["index"]): message
        for space in raw.namespaces.values()
        for message in space.links.values()
        if message.get("IFLA_INFO_KIND") == "veth"
    }
    peers = {}
    for end, message in ends.items():
        netns = message.get("peer_netns")
        other = ends.get((netns, message.get("IFLA_LINK", 0))) if netns else None
        if netns and other:
            peers[end] = (netns, other["IFLA_IFNAME"])
    return peers
