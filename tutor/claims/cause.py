"""Which trouble lies beneath which, so that the cause is told before what follows from it."""

from enum import IntEnum


class Cause(IntEnum):
    """Layers of a Docker host; what is wrong in one is felt in those after it."""

    ENGINE = 0
    CONTAINER = 1
    NAMESPACE = 2
    LINK = 3
    ADDRESS = 4
    ROUTE = 5
    FIREWALL = 6
    NAME = 7
    APPLICATION = 8


_LAYERS = {
    Cause.ENGINE: "network",
    Cause.CONTAINER: "container endpoint",
    Cause.NAMESPACE: "namespace",
    Cause.LINK: "link fdb",
    Cause.ADDRESS: "address",
    Cause.ROUTE: "route neighbour sysctl",
    Cause.FIREWALL: "nat filter rule conntrack",
    Cause.NAME: "resolve",
}
_OF = {fact: cause for cause, facts in _LAYERS.items() for fact in facts.split()}


def cause_of(fact: str) -> Cause:
    """The layer that a fact kind tells of; application for those that tell of an effect."""
    return _OF.get(fact, Cause.APPLICATION)
