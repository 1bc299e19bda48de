"""Routes of the main table."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from tutor.facts.raw import Message, Namespace, Raw
from tutor.state import Row

FROM = {"namespaces", "links", "routes"}

RT_TABLE_MAIN = 254
AF_INET6 = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Route(Row):
    """A route of the main table: where packets for a destination go."""

    netns: str
    """Namespace it is in."""
    dst: str
    """Destination network, like 172.17.0.0/16, or ``default``."""
    via: str | None
    """Next router's address; none where the destination is on the link itself."""
    link: str | None
    """Name of the link that packets leave by."""
    source: str | None
    """Address that packets from here get as their source."""
    family: Annotated[int, "4", "6"]
    """4 or 6."""


def read(raw: Raw) -> Iterator[Route]:
    """Turn route messages of the main table into rows."""
    for space in raw.namespaces.values():
        for message in space.routes.values():
            if message.get("RTA_TABLE", message["table"]) != RT_TABLE_MAIN:
                continue
            link = space.links.get(message.get("RTA_OIF"), {})
            yield Route(
                node=raw.node,
                netns=space.name,
                dst=_destination(message),
                via=message.get("RTA_GATEWAY"),
                link=link.get("IFLA_IFNAME"),
                source=message.get("RTA_PREFSRC"),
                family=6 if message["family"] == AF_INET6 else 4,
            )


def _destination(message: Message) -> str:
    if not message["dst_len"]:
        return "default"
    return f"{message['RTA_DST']}/{message['dst_len']}"


def default_links(space: Namespace, family: int) -> set[str]:
    """Names of the links by which packets leave for where no other route leads."""
    found = (message for message in space.routes.values() if _is_default(message, family))
    links = (space.links.get(message.get("RTA_OIF"), {}) for message in found)
    return {link["IFLA_IFNAME"] for link in links if link}


def networks(space: Namespace, family: int, link: str) -> tuple[str, ...] | None:
    """Networks that routes lead to by a link; None where it leads to all that no other route does."""
    if link in default_links(space, family):
        return None
    found = (
        _destination(message)
        for message in space.routes.values()
        if _is_main(message, family)
        and space.links.get(message.get("RTA_OIF"), {}).get("IFLA_IFNAME") == link
    )
    return tuple(sorted(found))


def _is_default(message: Message, family: int) -> bool:
    return _is_main(message, family) and not message["dst_len"]


def _is_main(message: Message, family: int) -> bool:
    version = 6 if message["family"] == AF_INET6 else 4
    return message.get("RTA_TABLE", message["table"]) == RT_TABLE_MAIN and version == family
