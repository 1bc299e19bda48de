"""Neighbours: which MAC address a namespace has learnt for an IP address (ARP, NDP)."""

from collections.abc import Iterator
from dataclasses import dataclass

from tutor.facts.raw import Message, Raw
from tutor.state import Row

FROM = {"namespaces", "links", "neighbours"}

NUD_PERMANENT = 0x80
NUD_NOARP = 0x40
"""State of an entry that needed no asking, like those of multicast addresses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour(Row):
    """An entry of the neighbour table whose MAC address is known.

    How fresh the entry is (reachable, stale, …) is left out: it changes by itself.
    """

    netns: str
    """Namespace whose table it is in."""
    link: str
    """Name of the link that the neighbour is behind."""
    ip: str
    """The neighbour's address."""
    mac: str
    """The hardware address that frames for it are sent to."""
    permanent: bool = False
    """yes where it was not learnt but entered, as Docker does in overlay networks."""


def read(raw: Raw) -> Iterator[Neighbour]:
    """Turn neighbour messages with a MAC address into rows."""
    for space in raw.namespaces.values():
        for message in space.neighbours.values():
            link = space.links.get(message["ifindex"])
            if link is None or not _answered(message):
                continue
            yield Neighbour(
                node=raw.node,
                netns=space.name,
                link=link["IFLA_IFNAME"],
                ip=message["NDA_DST"],
                mac=message["NDA_LLADDR"],
                permanent=bool(message["state"] & NUD_PERMANENT),
            )


def _answered(message: Message) -> bool:
    known = message.get("NDA_LLADDR") and message.get("NDA_DST")
    return bool(known) and not message["state"] & NUD_NOARP
