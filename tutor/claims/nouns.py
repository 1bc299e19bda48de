"""What each fact kind is called when a learner is told of it."""

from tutor.language import mark, translate

NOUNS = {
    "address": mark("address"),
    "command": mark("command"),
    "conntrack": mark("conntrack"),
    "container": mark("container"),
    "endpoint": mark("endpoint"),
    "fdb": mark("fdb"),
    "filter": mark("filter"),
    "link": mark("link"),
    "listener": mark("listener"),
    "namespace": mark("namespace"),
    "nat": mark("nat"),
    "neighbour": mark("neighbour"),
    "network": mark("network"),
    "path": mark("path"),
    "ping": mark("ping"),
    "reach": mark("reach"),
    "resolve": mark("resolve"),
    "route": mark("route"),
    "rule": mark("rule"),
    "sysctl": mark("sysctl"),
}


def noun(fact: str) -> str:
    """The kind's name, in the learner's language; an unknown kind is called as it is written."""
    return translate(NOUNS[fact]) if fact in NOUNS else fact
