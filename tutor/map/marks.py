"""What is pointed at on a map, and why: what came, changed, went, refutes a claim, or has a packet."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from tutor.language import mark, translate
from tutor.map.scene import Id, Scene


class Mark(StrEnum):
    """Why a thing is pointed at."""

    NEW = mark("new")
    CHANGED = mark("changed")
    GONE = mark("gone")
    REFUTED = mark("refuted")
    PACKET = mark("packet")
    """A packet that is followed is there."""

    @property
    def sign(self) -> str:
        """One character, for those who cannot see colour and where a word has no room."""
        return {Mark.NEW: "◂", Mark.CHANGED: "~", Mark.GONE: "-", Mark.REFUTED: "✘", Mark.PACKET: "●"}[self]

    @property
    def words(self) -> str:
        """The sign and a word."""
        return f"{self.sign} {translate(self.value)}"


Highlight = Mapping[Id, Mark]
"""The things that are pointed at."""


def compare(before: Scene, after: Scene) -> dict[Id, Mark]:
    """What came, changed and went between two scenes; what is gone is to be seen in the first only."""
    gone = dict.fromkeys(before.things.keys() - after.things.keys(), Mark.GONE)
    new = dict.fromkeys(after.things.keys() - before.things.keys(), Mark.NEW)
    both = before.things.keys() & after.things.keys()
    changed = (name for name in both if before.things[name] != after.things[name])
    return {**gone, **new, **dict.fromkeys(changed, Mark.CHANGED)}


def strongest(names: Iterable[Id | None], highlight: Highlight) -> Mark | None:
    """Of the marks of several things, the one to show where there is room for one."""
    order = list(Mark)
    found = [highlight[name] for name in names if name and name in highlight]
    return Mark(max(found, key=order.index)) if found else None
