"""Values that differ from learner to learner: from a seed, free on this host, and named by nothing in the lesson.

The same seed gives the same values on the same host, so a class that shares one reads the same text.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from ipaddress import IPv4Network, ip_network
from itertools import count

from tutor.errors import LessonError
from tutor.language import _
from tutor.lesson.model import Lesson
from tutor.lesson.parts import Role
from tutor.state import State

TRIES = 1000
"""Values that are tried before the host counts as full."""
_WORD = re.compile(r"[\w.]+(?:/\d+)?")
NARROW = 16
"""Bits of the prefix from which on a network that a lesson names is taken for one in use, not for a range."""
WORDS = (
    "amber anvil apple badger beacon birch canoe cedar clover comet copper coral daisy delta ember falcon"
    " fern finch garnet ginger harbor hazel heron indigo ivory jasper juniper kettle lantern lemon lotus"
    " maple marble meadow mint nutmeg olive onyx orchid otter pebble pepper pine plum poppy quartz quince"
    " raven reed robin saffron sage silver sparrow spruce tulip velvet violet walnut willow"
).split()
"""Names for containers: short, friendly, and none that a lesson uses for something else."""


def said(lesson: Lesson) -> frozenset[str]:
    """Names, ports and addresses in the commands and claims of a lesson, which it uses for something else."""
    texts = [str(pattern) for step in lesson.steps for pattern in step.patterns]
    texts += [block.text for step in lesson.steps for block in step.commands(*Role)]
    return frozenset(_WORD.findall("\n".join(texts)))


def choose(
    wanted: Mapping[str, str], seed: str, state: State, taken: frozenset[str] = frozenset()
) -> dict[str, str]:
    """A value for each name, by its kind, and what follows from it: ``net``, ``net.gateway``.

    ``taken``: words that are not free, either.
    """
    known: dict[str, str] = {}
    for name, kind in wanted.items():
        known |= _choose(name, kind, seed, state, taken | {*known.values()})
    return known


def _choose(name: str, kind: str, seed: str, state: State, taken: frozenset[str]) -> dict[str, str]:
    candidates, is_free, derive = _KINDS[kind]
    dice = random.Random(f"{seed}/{name}")  # noqa: S311 - not a secret, but the same for the same seed
    for _number, value in zip(range(TRIES), candidates(dice), strict=False):
        if not _is_taken(value, taken) and is_free(value, state):
            return {name: value} | {f"{name}.{part}": text for part, text in derive(value).items()}
    raise LessonError(
        _("nothing is free on this host for {name} ({kind})", name=name, kind=kind),
        _("free one, or play in the lab: leave out --where host"),
    )


def _is_taken(value: str, taken: frozenset[str]) -> bool:
    """Whether a value is one of these words, or a network that has part in one of them."""
    mine = _network(value)
    others = [other for other in map(_network, taken) if other and other.prefixlen >= NARROW]
    return value in taken or (mine is not None and any(map(mine.overlaps, others)))


def _subnets(dice: random.Random) -> Iterator[str]:
    """Private networks that neither Docker's own pools nor the wire are in."""
    return (f"10.{dice.randint(100, 250)}.{dice.randint(0, 255)}.0/24" for _number in count())


def _is_free_subnet(value: str, state: State) -> bool:
    mine = IPv4Network(value)
    texts = [row.text("cidr") for row in state.find("address")]
    texts += [row.text("dst") for row in state.find("route")]
    texts += [row.text("subnet") for row in state.find("network")]
    return not any(mine.overlaps(other) for other in map(_network, texts) if other)


def _network(text: str | None) -> IPv4Network | None:
    try:
        found = ip_network(text or "", strict=False)
    except ValueError:
        return None
    return found if isinstance(found, IPv4Network) and found.prefixlen else None


def _in_subnet(value: str) -> dict[str, str]:
    """Four of its addresses, and its upper half, in which only the last of them is."""
    network = IPv4Network(value)
    _lower, upper = network.subnets()
    places = {"gateway": network[1], "address": network[10], "second": network[11], "last": network[-2]}
    return {name: str(place) for name, place in places.items()} | {"range": str(upper)}


def _ports(dice: random.Random) -> Iterator[str]:
    """Below those that the kernel gives to clients."""
    return (str(dice.randint(8000, 29999)) for _number in count())


def _is_free_port(value: str, state: State) -> bool:
    listening = state.find("listener", port=value) if state.find("listener") else []
    return not listening and not state.find("nat", dport=value)


def _names(dice: random.Random) -> Iterator[str]:
    return (dice.choice(WORDS) for _number in count())


def _is_free_name(value: str, state: State) -> bool:
    return not state.find("container", name=value) and not state.find("network", name=value)


def _nothing(_value: str) -> dict[str, str]:
    return {}


_KINDS: dict[
    str,
    tuple[
        Callable[[random.Random], Iterator[str]],
        Callable[[str, State], bool],
        Callable[[str], dict[str, str]],
    ],
] = {
    "subnet": (_subnets, _is_free_subnet, _in_subnet),
    "port": (_ports, _is_free_port, _nothing),
    "name": (_names, _is_free_name, _nothing),
}
