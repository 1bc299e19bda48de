"""The command by which a learner sees for oneself what a pattern speaks of."""

import shlex
from collections.abc import Callable

from tutor.claims.look import LOOKS, Values
from tutor.claims.match import Bindings, wanted
from tutor.claims.words import plain
from tutor.facts import ACTS
from tutor.lesson.parts import FIRST, OUTSIDE, Pattern
from tutor.state import State


def see(pattern: Pattern, bindings: Bindings, state: State | None = None) -> str:
    """A command for a shell of the node that ``seen_on`` names.

    Containers have no tools, so their namespaces are entered from their node.
    """
    values = _values(pattern, bindings)
    if pattern.fact == "path":
        return shlex.join(["tutor", "trace", f"from={values.get('from', '')}", f"to={values.get('to', '')}"])
    if pattern.fact in ACTS:
        found = _found(pattern.fact, values, state)
        if not found.get("ip") and _is_container(to := values.get("to", ""), state):
            return LOOKS["endpoint"]({"container": to})  # nobody can call it, for it has no address
        if pattern.fact == "resolve" and found.get("server", "") in ("", "hosts"):
            return _files(values.get("in", "host"))
        command = _TRIES[pattern.fact](values, found)
    elif look := LOOKS.get(pattern.fact):
        command = look(values)
    else:
        return f"tutor state --kind {shlex.quote(pattern.fact)}"
    _node, space = _place(pattern, values, state)
    return _inside(space, state) + command


def seen_on(pattern: Pattern, bindings: Bindings, state: State | None = None) -> str:
    """Name of the node in whose shell the command is to be typed; empty for the first one."""
    node, _space = _place(pattern, _values(pattern, bindings), state)
    return "" if node == FIRST else node


def see_kind(fact: str) -> str:
    """A command that shows all there is of a kind in the first node's own namespace."""
    look = LOOKS.get(fact)
    return look({}) if look else f"tutor state --kind {shlex.quote(fact)}"


def _values(pattern: Pattern, bindings: Bindings) -> Values:
    equal = ((term.field, wanted(term, bindings)) for term in pattern.terms if term.operator == "=")
    return {field: plain(text) for field, text in equal if text is not None}


def _place(pattern: Pattern, values: Values, state: State | None) -> tuple[str, str]:
    """The node and the namespace that are spoken of, or that an act begins in; a namespace may say which node it is on."""
    field = ACTS[pattern.fact].PLACES[0] if pattern.fact in ACTS else "netns"
    space = values.get(field, "host")
    if space == OUTSIDE or (state and state.find("namespace", node=space)):
        return space, "host"
    nodes = {row.node for row in state.find("namespace", name=space)} if state else set()
    return values.get("node") or (nodes.pop() if len(nodes) == 1 else FIRST), space


def _inside(space: str, state: State | None) -> str:
    """Only the network is the container's: its files may hold no tool at all. What is no container's has a file."""
    if space in ("host", OUTSIDE):
        return ""
    if state and state.find("namespace", name=space, kind="named"):
        return f"ip netns exec {shlex.quote(space)} "
    if state and state.find("namespace", name=space, kind="engine"):
        return f"nsenter --net=/run/docker/netns/{shlex.quote(space)} "
    return f"nsenter -t $(docker inspect -f '{{{{.State.Pid}}}}' {shlex.quote(space)}) -n "


def _found(fact: str, values: Values, state: State | None) -> Values:
    """What came of it when the tutor tried; where it has not yet, the address of who is spoken to."""
    asked = {name: values[name] for name in ACTS[fact].ASKED if name in values}
    rows = state.find(fact, **asked) if state else []
    found = {name: plain(row.text(name) or "") for row in rows[:1] for name in row.field_names()}
    return found if found.get("ip") else {**found, "ip": _address(values.get("to", ""), state)}


def _is_container(name: str, state: State | None) -> bool:
    return bool(state and state.find("container", name=name))


def _address(name: str, state: State | None) -> str:
    """A container's own address, for no host knows its name; empty where it has none, or where this is no container."""
    rows = state.find("address", netns=name, family="4") if state and _is_container(name, state) else []
    return min((plain(row.text("ip") or "") for row in rows if row.text("link") != "lo"), default="")


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
    return f"busybox nslookup {shlex.quote(values.get('name', ''))} {shlex.quote(found['server'])}"


def _files(place: str) -> str:
    """The files in which a place looks names up; of a container they are its own."""
    look = "cat /etc/hosts /etc/resolv.conf"
    return look if place in ("host", OUTSIDE) else f"docker exec {shlex.quote(place)} {look}"


_TRIES: dict[str, Callable[[Values, Values], str]] = {"ping": _ping, "reach": _reach, "resolve": _resolve}
