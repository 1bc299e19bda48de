"""A path: what happens to a packet, one thing after the other, and what the kernel says to each."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from tutor.lesson.flow import Flow
from tutor.observe.proof.header import Header


class Standing(StrEnum):
    """What the kernel has said to a hop."""

    PREDICTED = "predicted"
    """Nobody has asked it yet."""
    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    UNOBSERVABLE = "unobservable"
    """It cannot say; why is told."""


@dataclass(frozen=True, slots=True)
class RuleKey:
    """Which rule of which chain."""

    backend: str
    family: str
    table: str
    chain: str
    position: int
    """From 1; 0 is the chain's policy."""
    handle: int | None = None

    @property
    def where(self) -> str:
        """Table and chain in one word."""
        return f"{self.table} {self.chain}"


@dataclass(frozen=True, slots=True)
class Passed:
    """A rule that might have decided, and why it did not."""

    rule: RuleKey
    text: str
    why: str
    """The condition that the packet does not meet, in short."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One thing that happens to a packet. Fields that a kind does not need are left out."""

    kind: str
    """starts, rule, policy, known, route, out, cable, stacked, switch, wire, tunnel, unwrapped, in, proxy, socket, answers,
    arrives, leaves, lost, unknown."""
    node: str
    netns: str
    header: Header
    """The packet as it is after this."""
    before: Header | None = None
    """As it was before, where this rewrites it."""
    back: bool = False
    """Whether it belongs to the way of the answer."""
    later: bool = False
    """Whether it is of a later packet of the connection, and not of the first or its answer."""
    connection: int = 1
    """2 where a proxy has made a connection of its own."""
    hook: str | None = None
    rule: RuleKey | None = None
    text: str = ""
    """The rule's own words, or other details in words of the kernel's."""
    verdict: str = ""
    passed: tuple[Passed, ...] = ()
    perhaps: bool = False
    """Whether it is open if a rule that decides nothing was met: what it asks is not modelled."""
    link: str | None = None
    to: str | None = None
    """Where it goes on: a link, a next router, a chain, a process."""
    via: str | None = None
    why: str = ""
    """With lost and unknown: the reason in one word, with which the reason's words begin."""
    visit: int = 0
    """Number of the pass through a namespace that it belongs to; 0 outside of any."""
    standing: Standing = Standing.PREDICTED
    said: str = ""
    """What the kernel says instead, or why it cannot say."""
    at: float | None = None
    """When it was seen there, in seconds since the packet was made."""


@dataclass(frozen=True, slots=True)
class Path:
    """The way of a packet, and of the answer."""

    flow: Flow
    hops: tuple[Hop, ...]
    ends: str
    """The place that gets it: a container's name, host, outside, a node's name, beyond; empty where nobody does."""
    process: str | None
    """The process that gets it, where that can be seen."""
    why: str = ""
    """Why nobody gets it, in one word; unknown where that cannot be told."""
    notes: tuple[str, ...] = field(default=())
    """What has to be said of the proof as a whole."""

    @property
    def arrives(self) -> bool:
        """Whether somebody gets it."""
        return not self.why

    @property
    def lost(self) -> Hop | None:
        """Where it ends before its time, on the way there or on the answer's."""
        return next((hop for hop in self.hops if hop.kind in ("lost", "unknown")), None)

    @property
    def dropped_by(self) -> str:
        """The rule that dropped it: table, chain and text; empty where none did."""
        hops = [
            hop for hop in self.hops if hop.kind in ("rule", "policy") and hop.verdict in ("drop", "reject")
        ]
        return f"{hops[-1].rule.where} {hops[-1].text}" if hops and hops[-1].rule else ""

    def rules(self) -> Iterator[Hop]:
        """The hops that are rules and policies."""
        yield from (hop for hop in self.hops if hop.kind in ("rule", "policy"))
