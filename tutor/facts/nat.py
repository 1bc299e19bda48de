"""Address translation by what it means, whatever chain or engine wrote the rule."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from tutor.facts.raw import Raw
from tutor.state import Row

FROM = {"namespaces", "nat"}

_KINDS = {"MASQUERADE": "masquerade", "DNAT": "dnat", "SNAT": "snat", "REDIRECT": "redirect"}
_WIDE_FLAGS = {
    "-A": "chain",
    "-s": "source",
    "-d": "dest",
    "-i": "in",
    "-o": "out",
    "-p": "proto",
    "-j": "target",
    "--dport": "dport",
    "--to-destination": "to",
    "--to-source": "to",
    "--to-ports": "to",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Nat(Row):
    """A rule that rewrites addresses."""

    netns: str
    """Namespace whose rule it is: host, or a container's name."""
    kind: str
    """masquerade, dnat, snat or redirect."""
    proto: str | None
    """tcp, udp, …, where the rule is for one protocol only."""
    source: str | None
    """Packets from this network only, like 172.17.0.0/16."""
    dest: str | None
    """Packets to this network only."""
    dport: str | None
    """Packets to this port only."""
    unless: str | None
    """Name of the link that excepts a packet: leaving by it (masquerade), come in by it (dnat)."""
    link: str | None
    """Name of the link that a packet must use: to leave by (masquerade), to come in by (dnat)."""
    to: str | None
    """New address, like 172.17.0.2:80."""


def read(raw: Raw) -> Iterator[Nat]:
    """Turn the rules of the nat tables into what they mean."""
    for space in raw.namespaces.values():
        seen = (_row(raw.node, space.name, _flags(line)) for line in space.nat.splitlines())
        yield from (row for row in seen if row)


def _flags(line: str) -> dict[str, tuple[bool, str]]:
    """The flags of an ``iptables-save`` line by their names here, each with whether it was negated."""
    if not line.startswith("-A "):
        return {}
    words, flags, negated = shlex.split(line), {}, False
    for position, word in enumerate(words[:-1]):
        if word == "!":
            negated = True
        elif word in _WIDE_FLAGS:
            flags[_WIDE_FLAGS[word]] = (negated, words[position + 1])
            negated = False
    if words[-2:-1] != ["-j"] and words[-1] in _KINDS:
        flags["target"] = (False, words[-1])
    return flags


def _row(node: str, netns: str, flags: dict[str, tuple[bool, str]]) -> Nat | None:
    target = flags.get("target", (False, ""))[1]
    if target not in _KINDS:
        return None

    def plain(name: str) -> str | None:
        negated, value = flags.get(name, (True, ""))
        return None if negated else value

    unless = [value for name in ("in", "out") for negated, value in [flags.get(name, (False, ""))] if negated]
    return Nat(
        node=node,
        netns=netns,
        kind=_KINDS[target],
        proto=plain("proto"),
        source=plain("source"),
        dest=plain("dest"),
        dport=plain("dport"),
        unless=unless[0] if unless else None,
        link=plain("out") or plain("in"),
        to=plain("to"),
    )
