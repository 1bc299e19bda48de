"""For each kind that looks: the command that shows what it was read from."""

import shlex
from collections.abc import Callable, Mapping

Values = Mapping[str, str]
"""What the pattern's fields must be equal to."""


def _always(command: str) -> Callable[[Values], str]:
    return lambda _values: command


def _link(values: Values) -> str:
    if name := values.get("name"):
        return f"ip -d link show {shlex.quote(name)}"
    if master := values.get("master"):
        return f"ip -d link show master {shlex.quote(master)}"
    return "ip -d link show"


def _address(values: Values) -> str:
    return f"ip addr show {shlex.quote(values['link'])}" if "link" in values else "ip addr"


def _route(values: Values) -> str:
    version = "ip -6 route" if values.get("family") == "6" or ":" in values.get("dst", "") else "ip route"
    return f"{version} show table {shlex.quote(values['table'])}" if "table" in values else version


def _network(values: Values) -> str:
    name = values.get("name", values.get("network", ""))
    return f"docker network inspect {shlex.quote(name)}" if name else "docker network ls"


def _endpoint(values: Values) -> str:
    if container := values.get("container"):
        return f"docker inspect -f '{{{{json .NetworkSettings.Networks}}}}' {shlex.quote(container)}"
    return _network({name: text for name, text in values.items() if name == "network"})


def _fdb(values: Values) -> str:
    return f"bridge fdb show dev {shlex.quote(values['link'])}" if "link" in values else "bridge fdb show"


def _listener(values: Values) -> str:
    return f"ss -lntup sport = :{shlex.quote(values['port'])}" if "port" in values else "ss -lntup"


def _sysctl(values: Values) -> str:
    return f"sysctl {shlex.quote(values['name'])}" if "name" in values else "sysctl net"


LOOKS: dict[str, Callable[[Values], str]] = {
    "address": _address,
    "command": _always("history"),
    "conntrack": _always("cat /proc/net/nf_conntrack"),
    "container": _always("docker ps -a"),
    "endpoint": _endpoint,
    "fdb": _fdb,
    "filter": _always("iptables -S"),
    "link": _link,
    "listener": _listener,
    "namespace": _always("lsns -t net"),
    "nat": _always("iptables -t nat -S"),
    "neighbour": _always("ip neigh"),
    "network": _network,
    "route": _route,
    "rule": _always("iptables-save"),
    "sysctl": _sysctl,
}
"""For a namespace without tools: each is one of the node's."""
