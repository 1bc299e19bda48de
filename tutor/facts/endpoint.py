"""Endpoints: what the engine gave a container in a network."""

from collections.abc import Iterator
from dataclasses import dataclass

from tutor.facts.raw import Message, Raw
from tutor.state import Row

FROM = {"containers"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint(Row):
    """A container's place in a network, as the engine tells of it.

    Addresses are there while the container runs; in the networks host and none, never.
    """

    container: str
    """The container's name."""
    network: str
    """The network's name."""
    ip: str | None
    """IPv4 address, like 172.17.0.2."""
    prefix: int | None
    """Length of the address's network part, in bits."""
    ip6: str | None
    """IPv6 address."""
    mac: str | None
    """Hardware address."""
    gateway: str | None
    """IPv4 address of the router that the network offers."""
    aliases: str | None
    """Other names by which the network's DNS knows the container, separated by commas; its id is left out."""


def read(raw: Raw) -> Iterator[Endpoint]:
    """One row for each network of each container."""
    for found in raw.containers:
        networks = found.get("NetworkSettings", {}).get("Networks") or {}
        for name, settings in networks.items():
            yield _row(raw.node, found, name, settings)


def _row(node: str, found: Message, network: str, settings: Message) -> Endpoint:
    name = found["Name"].lstrip("/")
    known = {name, found["Id"][:12]}
    aliases = sorted({*(settings.get("Aliases") or ()), *(settings.get("DNSNames") or ())} - known)
    return Endpoint(
        node=node,
        container=name,
        network=network,
        ip=settings.get("IPAddress") or None,
        prefix=(settings.get("IPPrefixLen") or None) if settings.get("IPAddress") else None,
        ip6=settings.get("GlobalIPv6Address") or None,
        mac=settings.get("MacAddress") or None,
        gateway=settings.get("Gateway") or None,
        aliases=",".join(aliases) or None,
    )
