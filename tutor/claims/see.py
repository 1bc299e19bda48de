"""The command by which a learner sees for oneself what a pattern speaks of."""

import shlex
from collections.abc import Callable

from tutor.claims.look import LOOKS, Values
from tutor.claims.match import Bindings, wanted
from tutor.claims.words import plain
from tutor.facts import ACTS
from tutor.lesson.model import OUTSIDE, Pattern
from tutor.state import State

FIRST = "alpha"
"""The node whose shell a learner has before oneself."""


def see(pattern: Pattern, bindings: Bindings, state: State | None = None) -> str:
    """A command for the first node's shell; for what is elsewhere, one for a terminal outside the lab.

    Containers have no tools, so their namespaces are entered from their node.
    """
    equal = ((term.field, wanted(term, bindings)) for term in pattern.terms if term.operator == "=")
    values = {field: plain(text) for field, text in equal if text is not None}
    if pattern.fact == "path":
        return shlex.join(["tutor", "trace", f"from={values.get('from', '')}", f"to={values.get('to', '')}"])
    if pattern.fact in ACTS:
        where, command = values.get(ACTS[pattern.fact].PLACES[0], "host"), _try(pattern.fact, values, state)
    elif look := LOOKS.get(pattern.fact):
        where, command = values.get("netns", "host"), look(values)
    else:
        return f"tutor state --kind {shlex.quote(pattern.fact)}"
    node = OUTSIDE if where == OUTSIDE else values.get("node", FIRST)
    return _on(node, _inside(where, state) + command)


def see_kind(fact: str) -> str:
    """A command that shows all there is of a kind in the first node's own namespace."""
    look = LOOKS.get(fact)
    return look({}) if look else f"tutor state --kind {shlex.quote(fact)}"


def _on(node: str, command: str) -> str:
    """As it is on the first node; on another by way of the lab's own door."""
    if node == FIRST:
        return command
    return f"tutor lab exec --node {shlex.quote(node)} -- sh -c {shlex.quote(command)}"


def _inside(space: str, state: State | None) -> str:
    """Only the network is the container's: its files may hold no tool at all. What ``ip netns`` made has a name."""
    if space in ("host", OUTSIDE):
        return ""
    if state and state.find("namespace", name=space, kind="named"):
        return f"ip netns exec {shlex.quote(space)} "
    return f"nsenter -t $(docker inspect -f '{{{{.State.Pid}}}}' {shlex.quote(space)}) -n "


def _try(fact: str, values: Values, state: State | None) -> str:
    return _TRIES[fact](values, _found(fact, values, state))


def _found(fact: str, values: Values, state: State | None) -> Values:
    """What came of it when the tutor tried."""
    asked = {name: values[name] for name in ACTS[fact].ASKED if name in values}
    rows = state.find(fact, **asked) if state else []
    return {name: plain(row.text(name) or "") for row in rows[:1] for name in row.field_names()}


def _ping(values: Values, found: Values) -> str:
    size = "" if values.get("size", "56") == "56" else f"-s {shlex.quote(values['size'])} "
    return f"busybox ping -c 1 -W 2 {size}{shlex.quote(found.get('ip') or values.get('to', ''))}"


def _reach(values: Values, found: Values) -> str:
    """Bash itself can knock at a port."""
    proto, port = values.get("proto", "tcp"), values.get("port", "")
    path = f"/dev/{proto}/{found.get('ip') or values.get('to', '')}/{port}"
    if proto == "udp":
        script = f"exec 3<>{shlex.quote(path)}; echo >&3; timeout 2 head -c 1 <&3 && echo it answers"
        return f"bash -c {shlex.quote(script)}"
    return f"timeout 2 bash -c {shlex.quote(f': <{shlex.quote(path)} && echo it answers')}"


def _resolve(values: Values, found: Values) -> str:
    server = found.get("server", "")
    if server in ("", "hosts"):
        place = values.get("in", "host")
        pid = "self" if place in ("host", OUTSIDE) else "$(docker inspect -f '{{.State.Pid}}' " + place + ")"
        return f"cat /proc/{pid}/root/etc/hosts /proc/{pid}/root/etc/resolv.conf"
    return f"busybox nslookup {shlex.quote(values.get('name', ''))} {shlex.quote(server)}"


_TRIES: dict[str, Callable[[Values, Values], str]] = {"ping": _ping, "reach": _reach, "resolve": _resolve}
