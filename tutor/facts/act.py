"""Facts that act rather than look: a packet is sent, a name is asked for, and the outcome is the fact."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from tutor.state import Row

WHYS = ("refused", "timeout", "unreachable", "prohibited", "too-big", "no-such-name", "no-server")
"""Why an act has failed, in one word each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act(Row):
    """The outcome of something that was tried from inside a namespace.

    A row is there only where it was tried. Each kind has ``ok`` and ``why``; a pattern that says
    neither asks for success.
    """

    ASKED: ClassVar[Mapping[str, str | None]] = {}
    """Fields that say what to try, each with what it is where a pattern leaves it out; None: required."""
    PLACES: ClassVar[tuple[str, ...]] = ()
    """Those of them that name a place: host, outside, a node, a container (or, where to go, an address)."""
