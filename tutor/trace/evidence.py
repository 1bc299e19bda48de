"""What the kernel told of a packet, arranged: each pass through a namespace, with the rules met there, and frames."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tutor.observe.proof.header import ICMP, Header, Seen, from_plain
from tutor.trace.tracked import Entry
from tutor.trace.world import Space

OWN = "tutor_trace"
"""The table that has the kernel tell: its own chains are where a packet is, not what it meets."""


@dataclass(frozen=True, slots=True)
class Word:
    """A rule that was met, or a policy."""

    family: str
    table: str
    chain: str
    handle: int | None
    """None with a policy."""
    verdict: str

    def text(self) -> str:
        """In short."""
        number = "" if self.handle is None else f" #{self.handle}"
        return f"{self.table} {self.chain}{number} {self.verdict}"


@dataclass(slots=True)
class Pass:
    """One packet through one namespace."""

    seen: Seen
    last: Seen = field(init=False)
    """The packet as it was seen last."""
    words: list[Word] = field(default_factory=list)
    hooks: list[str] = field(default_factory=list)
    """The hooks at which it was, by the last chain of each."""
    enter: set[str] = field(default_factory=set)
    leave: set[str] = field(default_factory=set)
    headers: list[Header] = field(default_factory=list)
    """The packet's own, as it was at each chain."""
    inet: bool = False
    """Whether chains of IP have seen it, and not only a bridge's."""
    used: bool = False

    @property
    def ended(self) -> bool:
        """Whether the packet has left IP's chains: what is seen with the same header later is another."""
        return bool({"postrouting", "input"} & set(self.hooks))

    def __post_init__(self) -> None:
        self.last = self.seen


@dataclass(frozen=True, slots=True)
class Frame:
    """A packet at a link."""

    link: str
    out: bool
    at: float
    seen: Seen


@dataclass(slots=True)
class Line:
    """A rule of iptables-legacy that a packet met."""

    family: str
    table: str
    chain: str
    kind: str
    """rule, policy, or return: a chain's end, or a rule that asks nothing."""
    number: int
    seen: Seen
    used: bool = False

    def text(self) -> str:
        """In short."""
        return f"{self.table} {self.chain} {self.number}"


@dataclass(slots=True)
class Evidence:
    """All that was heard in one namespace."""

    passes: list[Pass]
    frames: list[Frame]
    lines: list[Line]
    entries: list[Entry]
    """Connections that came or changed meanwhile, the latest word about each first."""
    troubles: Mapping[str, str]
    lost: bool


def read(told: Mapping[str, Any], node: str) -> dict[Space, Evidence]:
    """Evidence by namespace, from one observer's answer."""
    return {Space(node, name): _one(each) for name, each in told["spaces"].items()}


def _one(told: Mapping[str, Any]) -> Evidence:
    links: Mapping[str, str] = told["links"]
    frames = [
        Frame(each["link"], each["out"], each["at"], from_plain(each["seen"])) for each in told["frames"]
    ]
    lines = [
        Line(
            each["family"],
            each["table"],
            each["chain"],
            each["kind"],
            each["number"],
            from_plain(each["seen"]),
        )
        for each in told["lines"]
    ]
    entries = [Entry(Header(**each["there"]), Header(**each["back"])) for each in told["connections"]]
    passes = _passes(told["events"], links)
    return Evidence(passes, frames, lines, entries[::-1], told["troubles"], told["lost"])


def _passes(events: Iterable[Mapping[str, Any]], links: Mapping[str, str]) -> list[Pass]:
    """The passes that events tell of. A packet's number is used again for others, and may change on its way."""
    current: dict[int, Pass] = {}
    known: list[Pass] = []
    for event in events:
        if event["seen"]:
            seen, number = from_plain(event["seen"]), event["id"]
            if bridged := _from_bridge(event, seen, known):
                current[number] = bridged
            elif _begins(event):
                known.append(Pass(seen))
                current[number] = known[-1]
            elif found := _same(seen, current.get(number), known):
                current[number] = found
            else:
                current.pop(number, None)
        if into := current.get(event["id"]):
            _take(into, event, links)
    return known


def _begins(event: Mapping[str, Any]) -> bool:
    """Whether a packet comes into a namespace: where the first of our chains is met."""
    if event["table"] != OWN or not event["chain"].startswith("first_"):
        return False
    return bool(event["family"] == "inet" or event["chain"] == "first_prerouting")


def _from_bridge(event: Mapping[str, Any], seen: Seen, known: list[Pass]) -> Pass | None:
    """The pass of a packet that a bridge had before IP has it: both are one, whatever its number is by then."""
    if (event["table"], event["family"], event["chain"]) != (OWN, "inet", "first_prerouting"):
        return None
    return next((each for each in reversed(known) if not each.inet and each.last == seen), None)


def _same(seen: Seen, current: Pass | None, known: list[Pass]) -> Pass | None:
    """The pass of a packet that is seen again, by its header; where a rule has rewritten that, by its number."""
    alike = [each for each in known if each.last == seen and not each.ended]
    if alike and current not in alike:
        return alike[-1]
    return current if current and _identity(current.seen) == _identity(seen) else None


def _identity(seen: Seen) -> tuple[str, str]:
    """What of a packet nothing on its way changes."""
    return seen.flags, seen.stamp


def _take(into: Pass, event: Mapping[str, Any], links: Mapping[str, str]) -> None:
    inet, mine = event["family"] != "bridge", event["table"] == OWN
    into.inet |= inet
    if inet and event["enter"]:
        into.enter.add(links.get(str(event["enter"]), "?"))
    if inet and event["leave"]:
        into.leave.add(links.get(str(event["leave"]), "?"))
    if event["seen"]:
        into.last = from_plain(event["seen"])
        into.headers.append(into.last.header)
    if mine:
        if inet and event["chain"].startswith("last_") and event["kind"] == "policy":
            into.hooks.append(event["chain"].removeprefix("last_"))
        return
    if event["kind"] == "policy" or event["handle"] is not None:
        handle = None if event["kind"] == "policy" else event["handle"]
        into.words.append(Word(event["family"], event["table"], event["chain"], handle, event["verdict"]))


def fits(seen: Seen, expected: Header, *, first: bool, back: bool) -> bool:
    """Whether a packet that was seen is the one that is expected; ports that nobody could foretell may be any."""
    if not seen.header.is_like(expected):
        return False
    if expected.proto == "tcp":
        return (("S" in seen.flags) == (first or back) and (seen.flags != "S" or not back)) or (
            back and "R" in seen.flags
        )
    if expected.proto in ICMP:
        return seen.flags == ("reply" if back else "request")
    return True
