"""The kernel's switches for networking, by the names that ``sysctl`` has for them."""

from collections.abc import Iterator
from dataclasses import dataclass

from tutor.facts.raw import Message, Namespace, Raw
from tutor.state import Row

FROM = {"namespaces", "links", "switches", "sysctls"}

ALL = -1
"""The interface index that stands for all links."""
AF_INET = 2
AF_INET6 = 10
_SWITCHES = {
    (AF_INET, "NETCONFA_FORWARDING"): "net.ipv4.conf.{}.forwarding",
    (AF_INET, "NETCONFA_RP_FILTER"): "net.ipv4.conf.{}.rp_filter",
    (AF_INET, "NETCONFA_PROXY_NEIGH"): "net.ipv4.conf.{}.proxy_arp",
    (AF_INET, "route_localnet"): "net.ipv4.conf.{}.route_localnet",
    (AF_INET6, "NETCONFA_FORWARDING"): "net.ipv6.conf.{}.forwarding",
    (AF_INET6, "disable_ipv6"): "net.ipv6.conf.{}.disable_ipv6",
}
"""Those of links; of the ones with a name of netconf's the kernel tells by events."""
_BY_FAMILY = {
    family: {attribute: name for (of, attribute), name in _SWITCHES.items() if of == family}
    for family in (AF_INET, AF_INET6)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sysctl(Row):
    """A sysctl of a namespace's own.

    Told of are, for ``all`` links and for each link that is no bridge's port: net.ipv4.conf.LINK.forwarding, rp_filter,
    proxy_arp and route_localnet, net.ipv6.conf.LINK.forwarding and disable_ipv6; besides net.ipv4.ip_forward,
    net.ipv4.icmp_echo_ignore_all, net.ipv4.ip_local_port_range, net.ipv4.ip_unprivileged_port_start, and
    net.bridge.bridge-nf-call-iptables and -ip6tables. Of a change of forwarding, rp_filter and proxy_arp the kernel
    tells at once; the others are looked at twice a second.
    """

    netns: str
    """Namespace that it is valid in."""
    name: str
    """Like net.ipv4.ip_forward."""
    value: str
    """What ``sysctl -n`` prints, with single spaces."""


def read(raw: Raw) -> Iterator[Sysctl]:
    """Give the switches that events tell of the names that they have as files, beside those that were read from files."""
    for space in raw.namespaces.values():
        links = _links(space)
        values = {_dotted(path): value for path, value in space.sysctls.items()}
        for (family, index), message in space.switches.items():
            if index in links:
                values |= _values(family, links[index], message)
        for name, value in values.items():
            yield Sysctl(node=raw.node, netns=space.name, name=name, value=value)


def _links(space: Namespace) -> dict[int, str]:
    own = {index: link["IFLA_IFNAME"] for index, link in space.links.items() if not link.get("IFLA_MASTER")}
    return own | {ALL: "all"}


def _values(family: int, link: str, message: Message) -> dict[str, str]:
    found = {
        name.format(link): str(message[attribute])
        for attribute, name in _BY_FAMILY[family].items()
        if attribute in message
    }
    if forward := found.get("net.ipv4.conf.all.forwarding"):
        found["net.ipv4.ip_forward"] = forward
    return found


def _dotted(path: str) -> str:
    """A path below /proc/sys as sysctl writes it: dots for slashes, and slashes for the dots in a link's name."""
    return path.translate(str.maketrans("./", "/."))
