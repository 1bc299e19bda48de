"""What rows leave out of a namespace, for whoever follows a packet: all rules with their numbers, and all routes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tutor.facts.raw import Message, Namespace
from tutor.firewall import Ruleset
from tutor.observe.ruleset import decode

AF_INET6 = 10
TYPES = {
    1: "unicast",
    2: "local",
    3: "broadcast",
    4: "anycast",
    5: "multicast",
    6: "blackhole",
    7: "unreachable",
    8: "prohibit",
    9: "throw",
}


@dataclass(frozen=True, slots=True)
class Route:
    """A route of any table."""

    family: int
    table: int
    kind: str
    dst: str
    """A network; 0.0.0.0/0 or ::/0 for the default."""
    via: str | None
    link: str | None
    source: str | None
    metric: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A namespace's rules and routes at one moment."""

    name: str
    inode: int
    kind: str
    rules: Ruleset
    routes: tuple[Route, ...]
    policies: tuple[str, ...]
    """Rules of policy routing beside the usual three, in words."""


def to_plain(space: Namespace, rules: str, policies: list[str]) -> dict[str, Any]:
    """A namespace's picture as plain values; its rules as ``ruleset.encode`` writes them."""
    routes = [asdict(_route(space, found)) for found in space.routes.values()]
    return {
        "name": space.name,
        "inode": space.inode,
        "kind": space.kind,
        "rules": rules,
        "routes": routes,
        "policies": policies,
    }


def from_plain(told: Mapping[str, Any]) -> Picture:
    """The picture that to_plain told."""
    routes = tuple(Route(**each) for each in told["routes"])
    return Picture(
        told["name"], told["inode"], told["kind"], decode(told["rules"]), routes, tuple(told["policies"])
    )


def _route(space: Namespace, found: Message) -> Route:
    version = 6 if found["family"] == AF_INET6 else 4
    everything = "::" if version == 6 else "0.0.0.0"  # noqa: PLR2004, S104 # IP's version; read, not bound
    return Route(
        family=version,
        table=found.get("RTA_TABLE", found["table"]),
        kind=TYPES.get(found["type"], str(found["type"])),
        dst=f"{found.get('RTA_DST') or everything}/{found['dst_len']}",
        via=found.get("RTA_GATEWAY"),
        link=space.links.get(found.get("RTA_OIF"), {}).get("IFLA_IFNAME"),
        source=found.get("RTA_PREFSRC"),
        metric=found.get("RTA_PRIORITY") or 0,
    )
