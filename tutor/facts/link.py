"""Network interfaces (links), and which two of them are ends of one veth cable."""

from collections.abc import Iterator
from dataclasses import dataclass

from tutor.facts.raw import Message, Namespace, Raw
from tutor.state import Row

FROM = {"namespaces", "links"}
ACROSS = True
"""The ends of a cable tell of each other, in whichever namespaces they are."""

IFF_UP = 0x1
ARPHRD_LOOPBACK = 772
_STACKED = ("macvlan", "macvtap", "ipvlan", "vlan")
"""Kinds that sit on another link."""
_IPVLAN_MODES = {0: "l2", 1: "l3", 2: "l3s"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Row):
    """A network interface."""

    netns: str
    """Namespace it is in."""
    name: str
    """As ``ip link`` shows it, without what follows an @."""
    index: int
    """Its number, unique in its namespace only."""
    kind: str
    """veth, bridge, macvlan, vxlan, …; loopback for lo; ether for hardware."""
    up: bool
    """yes when it was switched on (``ip link set … up``)."""
    state: str
    """Operational state: up, down, lowerlayerdown, unknown. A bridge without ports is down."""
    mac: str | None
    """Its hardware address."""
    mtu: int
    """In bytes."""
    master: str | None
    """Name of the bridge whose port it is."""
    peer: str | None
    """With kind=veth: name of the other end, where its namespace is observed."""
    peer_netns: str | None
    """With kind=veth: namespace of the other end, where it is observed."""
    parent: str | None = None
    """With kind=macvlan, ipvlan and vlan: name of the link it sits on, where that is in the same namespace or host."""
    mode: str | None = None
    """With kind=macvlan and ipvlan: bridge, private, vepa, passthru; l2, l3."""
    vni: int | None = None
    """With kind=vxlan: the number of its network."""
    dstport: int | None = None
    """With kind=vxlan: the UDP port that it sends to."""
    vlan: int | None = None
    """With kind=vlan: the number of its VLAN."""
    learning: bool | None = None
    """With a bridge's port, and with kind=vxlan: whether it learns addresses from what it sees."""
    hairpin: bool | None = None
    """With a bridge's port: whether a frame may go out by the port that it came in by."""


def read(raw: Raw) -> Iterator[Link]:
    """Turn link messages into rows; ends of one cable find each other by their indexes."""
    peers = _peers(raw)
    for space in raw.namespaces.values():
        for index, message in space.links.items():
            yield _row(raw, space, message, peers.get((space.name, index)))


def _row(raw: Raw, space: Namespace, message: Message, peer: tuple[str, str] | None) -> Link:
    master = space.links.get(message.get("IFLA_MASTER"), {})
    return Link(
        node=raw.node,
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
        parent=_parent(raw, space, message),
        mode=_mode(message),
        vni=message.get("IFLA_VXLAN_ID"),
        dstport=message.get("IFLA_VXLAN_PORT"),
        vlan=message.get("IFLA_VLAN_ID"),
        learning=_yes_or_no(message.get("IFLA_VXLAN_LEARNING", message.get("IFLA_BRPORT_LEARNING"))),
        hairpin=_yes_or_no(message.get("IFLA_BRPORT_MODE")),
    )


def _yes_or_no(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def _mode(message: Message) -> str | None:
    if "IFLA_IPVLAN_MODE" in message:
        return _IPVLAN_MODES.get(message["IFLA_IPVLAN_MODE"])
    return message.get("IFLA_MACVLAN_MODE")


def _parent(raw: Raw, space: Namespace, message: Message) -> str | None:
    """The link beneath: in this namespace, or, as with a container's macvlan, in the host's."""
    if message.get("IFLA_INFO_KIND") not in _STACKED:
        return None
    where = space if message.get("IFLA_LINK_NETNSID") is None else raw.namespaces.get("host", space)
    name: str | None = where.links.get(message.get("IFLA_LINK"), {}).get("IFLA_IFNAME")
    return name


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
