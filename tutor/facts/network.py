"""Docker's networks, as the engine tells of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Annotated

from tutor.facts.raw import Message, Raw
from tutor.state import Row

FROM = {"networks"}

_OPTION = "com.docker.network."
_BRIDGE = f"{_OPTION}bridge."
BRIDGE_NAME = f"{_BRIDGE}name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Network(Row):
    """A network of the engine's."""

    name: str
    """Name given to ``docker network create``; bridge, host and none are there from the start."""
    id: str
    """The first 12 digits of the id, as ``docker network ls`` shows them."""
    driver: str
    """bridge, host, null, macvlan, ipvlan, overlay, or a plug-in's name."""
    scope: Annotated[str, "local", "swarm", "global"]
    """local (this node) or swarm."""
    internal: bool
    """yes where the network has no way out."""
    subnet: str | None
    """First IPv4 subnet, like 172.17.0.0/16."""
    gateway: str | None
    """IPv4 gateway where the engine says it; engines up to 28 leave it out of networks that were made with only a subnet."""
    range: str | None = None
    """The part of the subnet that containers' addresses are taken from, where it was given (``--ip-range``)."""
    subnet6: str | None = None
    """First IPv6 subnet."""
    bridge: str | None
    """With driver=bridge: name of the Linux bridge that carries the network."""
    icc: bool | None = None
    """With driver=bridge: whether its containers may talk to each other (the option enable_icc)."""
    masquerade: bool | None = None
    """With driver=bridge: whether containers leave under the host's address (the option enable_ip_masquerade)."""
    mtu: int | None = None
    """In bytes, where the option driver.mtu was given."""
    parent: str | None = None
    """With driver=macvlan and ipvlan: name of the host's link that it sits on."""
    mode: str | None = None
    """With driver=macvlan and ipvlan: the mode that was asked for."""
    vni: int | None = None
    """With driver=overlay: number of its VXLAN network."""
    attachable: bool | None = None
    """With driver=overlay: whether plain containers may join."""
    ingress: bool = False
    """yes for the swarm's routing mesh."""


def read(raw: Raw) -> Iterator[Network]:
    """Turn the engine's inspect into rows."""
    for found in raw.networks:
        pool, pool6 = _first_pool(found, 4), _first_pool(found, 6)
        options = found["Options"] or {}
        yield Network(
            node=raw.node,
            name=found["Name"],
            id=found["Id"][:12],
            driver=found["Driver"],
            scope=found["Scope"],
            internal=found["Internal"],
            subnet=_network(pool.get("Subnet")),
            gateway=pool.get("Gateway") or None,
            range=_network(pool.get("IPRange")),
            subnet6=_network(pool6.get("Subnet")),
            bridge=bridge(found),
            icc=_switch(found, "enable_icc"),
            masquerade=_switch(found, "enable_ip_masquerade"),
            mtu=_number(options.get(f"{_OPTION}driver.mtu")),
            parent=options.get("parent"),
            mode=options.get("macvlan_mode") or options.get("ipvlan_mode"),
            vni=_number(options.get(f"{_OPTION}driver.overlay.vxlanid_list")),
            attachable=found.get("Attachable") if found["Driver"] == "overlay" else None,
            ingress=found.get("Ingress", False),
        )


def _first_pool(found: Message, version: int) -> Message:
    pools = found["IPAM"]["Config"] or []
    return next((pool for pool in pools if _version(pool.get("Subnet", "")) == version), {})


def _network(text: str | None) -> str | None:
    """A network as the engine takes it; it shows it as it was typed, with an address of it in front of the slash."""
    try:
        return str(ip_network(text, strict=False)) if text else None
    except ValueError:  # a driver of somebody's own may say what it likes
        return text


def _version(subnet: str) -> int:
    return 6 if ":" in subnet else 4 if subnet else 0


def bridge(found: Message) -> str | None:
    """The name of a network's bridge, which follows moby's driver: an option, else br- and 12 digits of the id."""
    if found["Driver"] != "bridge":
        return None
    return (found["Options"] or {}).get(BRIDGE_NAME) or f"br-{found['Id'][:12]}"


def _switch(found: Message, name: str) -> bool | None:
    """An option of the bridge driver's that is on unless it was switched off."""
    if found["Driver"] != "bridge":
        return None
    value = (found["Options"] or {}).get(_BRIDGE + name, "true")
    return str(value).lower() in ("true", "1", "t")


def _number(value: str | None) -> int | None:
    """The first of the numbers in an option."""
    first = (value or "").split(",")[0]
    return int(first) if first.isascii() and first.isdigit() else None
