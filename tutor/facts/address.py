"""IP addresses of links."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from tutor.facts.raw import Raw
from tutor.state import Row

FROM = {"namespaces", "links", "addresses"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address(Row):
    """An IP address of a link."""

    netns: str
    """Namespace it is in."""
    link: str
    """Name of the link that has it."""
    ip: str
    """The address alone, like 172.17.0.1."""
    prefix: int
    """Length of the network part, in bits."""
    cidr: str
    """Address and prefix together, like 172.17.0.1/16."""
    family: Annotated[int, "4", "6"]
    """4 or 6."""


def read(raw: Raw) -> Iterator[Address]:
    """Turn address messages into rows."""
    for space in raw.namespaces.values():
        for message in space.addresses.values():
            link = space.links.get(message["index"])
            if link is None:
                continue
            ip, prefix = message.get("IFA_LOCAL") or message["IFA_ADDRESS"], message["prefixlen"]
            yield Address(
                node=raw.node,
                netns=space.name,
                link=link["IFLA_IFNAME"],
                ip=ip,
                prefix=prefix,
                cidr=f"{ip}/{prefix}",
                family=6 if ":" in ip else 4,
            )
