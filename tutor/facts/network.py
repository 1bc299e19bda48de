"""Docker's networks, as the engine tells of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from tutor.facts.raw import Message, Raw
from tutor.state import Row

FROM = {"networks"}

BRIDGE_NAME = "com.docker.network.bridge.name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Network(Row):
    """A network of the engine's."""

    name: str
    id: str
    """The first 12 digits of the id, as ``docker network ls`` shows them."""
    driver: str
    """bridge, host, null, macvlan, ipvlan, overlay, or a plug-in's name."""
    scope: str
    """local (this node) or swarm."""
    internal: bool
    """yes where the network has no way out."""
    subnet: str | None
    """First IPv4 subnet, like 172.17.0.0/16."""
    gateway: str | None
    """IPv4 gateway where the engine says it; engines up to 28 leave it out of networks that were made with only a subnet."""
    bridge: str | None
    """With driver=bridge: name of the Linux bridge that carries the network."""


def read(raw: Raw) -> Iterator[Network]:
    """Turn the engine's inspect into rows."""
    for found in raw.networks:
        pool = _first_ipv4_pool(found)
        yield Network(
            node=raw.node,
            name=found["Name"],
            id=found["Id"][:12],
            driver=found["Driver"],
            scope=found["Scope"],
            internal=found["Internal"],
            subnet=pool.get("Subnet"),
            gateway=pool.get("Gateway") or None,
            bridge=_bridge(found),
        )


def _first_ipv4_pool(found: Message) -> Message:
    pools = found["IPAM"]["Config"] or []
    return next((pool for pool in pools if ":" not in pool.get("Subnet", ":")), {})


def _bridge(found: Message) -> str | None:
    """The name follows moby's bridge driver: an option, else br- and 12 digits of the id."""
    if found["Driver"] != "bridge":
        return None
    return (found["Options"] or {}).get(BRIDGE_NAME) or f"br-{found['Id'][:12]}"
