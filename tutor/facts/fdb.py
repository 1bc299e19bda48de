"""Forwarding entries of bridges and VXLAN links: behind which port, or at which host, a MAC address is."""

from collections.abc import Iterator
from dataclasses import dataclass

from tutor.facts.raw import Message, Raw
from tutor.state import Row

FROM = {"namespaces", "links", "fdb"}

NUD_PERMANENT = 0x80


@dataclass(frozen=True, slots=True, kw_only=True)
class Fdb(Row):
    """A MAC address that a bridge or a VXLAN link can find.

    The entries by which a link only listens to multicast are left out. What was learnt is forgotten after a while.
    """

    netns: str
    """Namespace it is in."""
    link: str
    """With a bridge: the port that the address is behind. With VXLAN: the VXLAN link."""
    mac: str
    """The address."""
    master: str | None
    """Name of the bridge."""
    dst: str | None
    """With VXLAN: address of the host to which frames for it are sent."""
    vlan: int | None
    """VLAN in which the entry is valid, where the bridge tells VLANs apart."""
    permanent: bool
    """yes where it was not learnt: a port's own address, or one that was entered."""


def read(raw: Raw) -> Iterator[Fdb]:
    """Turn forwarding entries of bridges and VXLAN links into rows."""
    for space in raw.namespaces.values():
        for message in space.fdb.values():
            link = space.links.get(message["ifindex"])
            if link is None or not _leads(message, link):
                continue
            master = space.links.get(message.get("NDA_MASTER"), {})
            yield Fdb(
                node=raw.node,
                netns=space.name,
                link=link["IFLA_IFNAME"],
                mac=message["NDA_LLADDR"],
                master=master.get("IFLA_IFNAME"),
                dst=message.get("NDA_DST"),
                vlan=message.get("NDA_VLAN"),
                permanent=bool(message["state"] & NUD_PERMANENT),
            )


def _leads(message: Message, link: Message) -> bool:
    return "NDA_LLADDR" in message and ("NDA_MASTER" in message or link.get("IFLA_INFO_KIND") == "vxlan")
