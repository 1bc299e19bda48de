"""Holds a rewritten address against connection tracking's own entry, of which the kernel tells when it is made."""

from collections.abc import Iterable
from dataclasses import dataclass

from tutor.language import _
from tutor.observe.proof.header import Header
from tutor.trace.hop import Hop, Standing

Said = tuple[Standing, str]
"""What the kernel says to a hop, and in which words."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A connection as the kernel tracks it."""

    there: Header
    """Its packets, as they come into the namespace."""
    back: Header
    """Its answers, as they come."""


def find(entry: Header, entries: Iterable[Entry], *, back: bool) -> Entry | None:
    """The connection of a packet that comes into a namespace so, or of an answer that does."""
    return next((each for each in entries if (each.back if back else each.there).is_like(entry)), None)


def judge(hop: Hop, entry: Entry) -> Said:
    """What the connection's entry says to a hop that rewrites an address."""
    whole = (entry.there if hop.back else entry.back).turned()
    before = hop.before or hop.header
    changed = [name for name in Header.__slots__ if getattr(before, name) != getattr(hop.header, name)]
    answers = entry.back.text()
    if any(getattr(whole, name) != getattr(hop.header, name) for name in changed):
        return Standing.CONTRADICTED, _(
            "connection tracking has it that answers come as {answers}", answers=answers
        )
    said = _("connection tracking has noted it: answers come as {answers}", answers=answers)
    return Standing.CONFIRMED, "" if hop.kind == "known" else said
