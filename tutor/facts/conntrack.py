"""Connections as the kernel tracks them, and how their addresses are rewritten."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from tutor.facts.raw import Message, Raw
from tutor.state import Row

FROM = {"namespaces", "connections"}

IPS_SEEN_REPLY = 1 << 1
IPS_SRC_NAT = 1 << 4
IPS_DST_NAT = 1 << 5
_PROTOCOLS = {1: "icmp", 6: "tcp", 17: "udp", 58: "icmpv6", 132: "sctp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Conntrack(Row):
    """A connection that is being tracked, in both directions.

    Only namespaces whose firewall asks for it track connections. One stays for a while after it has ended. How far it
    has come, and for how long it will stay, is left out: that changes by itself.
    """

    netns: str
    """Namespace that tracks it."""
    proto: Annotated[
        str,
        "tcp",
        "udp",
        "icmp",
        "icmpv6",
        "ipv6-icmp",
        "sctp",
        "dccp",
        "udplite",
        "gre",
        "esp",
        "ah",
        "igmp",
    ]
    """tcp, udp, icmp, …"""
    source: str
    """Address that the first packet came from."""
    dest: str
    """Address that the first packet was sent to."""
    sport: int | None
    """Port that the first packet came from; none with icmp."""
    dport: int | None
    """Port that the first packet was sent to; none with icmp."""
    reply_source: str
    """Address that answers come from: another than dest where that was rewritten (dnat)."""
    reply_dest: str
    """Address that answers are sent to: another than source where that was rewritten (masquerade, snat)."""
    reply_sport: int | None
    """Port that answers come from."""
    reply_dport: int | None
    """Port that answers are sent to."""
    rewritten: Annotated[str | None, "source", "dest", "both"]
    """source, dest, or both, where addresses are rewritten."""
    replied: bool
    """yes when an answer has been seen."""


def read(raw: Raw) -> Iterator[Conntrack]:
    """One row for each tracked connection; the same addresses and ports in two zones are one."""
    for space in raw.namespaces.values():
        for message in space.connections.values():
            there, back, status = message["there"], message["back"], message["status"]
            yield Conntrack(
                node=raw.node,
                netns=space.name,
                proto=_PROTOCOLS.get(there["proto"], str(there["proto"])),
                source=there["source"],
                dest=there["dest"],
                sport=there["sport"],
                dport=there["dport"],
                reply_source=back["source"],
                reply_dest=back["dest"],
                reply_sport=back["sport"],
                reply_dport=back["dport"],
                rewritten=_rewritten(there, back, status),
                replied=bool(status & IPS_SEEN_REPLY),
            )


def _rewritten(there: Message, back: Message, status: int) -> str | None:
    """By what the two directions show: a connection that keeps its addresses is marked as rewritten, too."""
    source = status & IPS_SRC_NAT and (there["source"], there["sport"]) != (back["dest"], back["dport"])
    dest = status & IPS_DST_NAT and (there["dest"], there["dport"]) != (back["source"], back["sport"])
    if source and dest:
        return "both"
    return "source" if source else "dest" if dest else None
