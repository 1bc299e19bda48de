"""The command by which a learner sees for oneself what a pattern speaks of."""

import shlex
from collections.abc import Callable, Mapping

from tutor.claims.match import Bindings, wanted
from tutor.claims.words import plain
from tutor.lesson.model import Pattern

Values = Mapping[str, str]
"""What the pattern's fields must be equal to."""


def see(pattern: Pattern, bindings: Bindings) -> str:
    """A command for the node's shell; containers have no tools, so their namespaces are entered from there."""
    equal = ((term.field, wanted(term, bindings)) for term in pattern.terms if term.operator == "=")
    values = {field: plain(text) for field, text in equal if text is not None}
    space = values.get("netns", "host")
    if pattern.fact not in _COMMANDS or space == "outside":
        return f"tutor state --kind {shlex.quote(pattern.fact)}"
    return _inside(space) + _COMMANDS[pattern.fact](values)


def _inside(space: str) -> str:
    if space == "host":
        return ""
    return f"nsenter -t $(docker inspect -f '{{{{.State.Pid}}}}' {shlex.quote(space)}) -n "


def _always(command: str) -> Callable[[Values], str]:
    return lambda _: command


def _link(values: Values) -> str:
    if name := values.get("name"):
        return f"ip -d link show {shlex.quote(name)}"
    if master := values.get("master"):
        return f"ip -d link show master {shlex.quote(master)}"
    return "ip -d link show"


def _address(values: Values) -> str:
    return f"ip addr show {shlex.quote(values['link'])}" if "link" in values else "ip addr"


def _route(values: Values) -> str:
    return "ip -6 route" if values.get("family") == "6" or ":" in values.get("dst", "") else "ip route"


def _network(values: Values) -> str:
    return (
        f"docker network inspect {shlex.quote(values['name'])}" if "name" in values else "docker network ls"
    )


def _sysctl(values: Values) -> str:
    return f"sysctl {shlex.quote(values['name'])}" if "name" in values else "sysctl net"


_COMMANDS: dict[str, Callable[[Values], str]] = {
    "address": _address,
    "conntrack": _always("conntrack -L"),
    "container": _always("docker ps -a"),
    "endpoint": _network,
    "fdb": _always("bridge fdb show"),
    "filter": _always("iptables -S"),
    "link": _link,
    "listener": _always("ss -lntup"),
    "namespace": _always("docker ps"),
    "nat": _always("iptables -t nat -S"),
    "neighbour": _always("ip neigh"),
    "network": _network,
    "route": _route,
    "rule": _always("iptables-save"),
    "sysctl": _sysctl,
}
