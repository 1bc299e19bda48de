"""Sysctls of a namespace of whose change the kernel tells nobody: a documented few, read from /proc/sys."""

from collections.abc import Iterable
from pathlib import Path

from tutor.observe.netlink import inside

ALONE = (
    "net/bridge/bridge-nf-call-iptables",
    "net/bridge/bridge-nf-call-ip6tables",
    "net/ipv4/icmp_echo_ignore_all",
    "net/ipv4/ip_local_port_range",
    "net/ipv4/ip_unprivileged_port_start",
    "net/ipv4/conf/all/route_localnet",
    "net/ipv6/conf/all/disable_ipv6",
)
OF_LINKS = ("net/ipv4/conf/{}/route_localnet", "net/ipv6/conf/{}/disable_ipv6")


def read(netns: int, links: Iterable[str]) -> dict[str, str]:
    """The values by name, in dots; those of links for these links only. What a kernel does not have is left out."""
    paths = [*ALONE, *(path.format(link) for path in OF_LINKS for link in links)]
    with inside(netns):
        found = {path: _value(path) for path in paths}
    return {path: value for path, value in found.items() if value is not None}


def _value(path: str) -> str | None:
    try:
        return " ".join(Path("/proc/sys", path).read_text().split())
    except FileNotFoundError:
        return None
