"""What netfilter tells of a namespace: that its rules changed, and its connections."""

import struct
from collections.abc import Iterator
from typing import Any

from pyroute2.netlink.nfnetlink import NFNL_SUBSYS_CTNETLINK
from pyroute2.netlink.nfnetlink.nfctsocket import (
    IPCTNL_MSG_CT_DELETE,
    IPCTNL_MSG_CT_GET,
    IPCTNL_MSG_CT_GET_STATS,
    IPCTNL_MSG_CT_NEW,
    nfct_msg,
    nfct_stats,
)

from tutor.facts.raw import Message
from tutor.observe.marshal import Marshal
from tutor.observe.netlink import Event, Questions, open_events, receive
from tutor.observe.shape import Shape, nest, wanted

NETLINK_NETFILTER = 12
RULES = 1 << 6
CONNECTIONS = 0b111
"""Groups of netfilter's events: rules of nftables; connections that come, change and go."""

_COMES = NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_NEW
_GOES = NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_DELETE
_COUNT = NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET_STATS

_TUPLE = nfct_msg.cta_tuple
_IP = nest(wanted(_TUPLE.cta_ip, ("CTA_IP_V4_SRC", "CTA_IP_V4_DST", "CTA_IP_V6_SRC", "CTA_IP_V6_DST")))
_PROTO = nest(wanted(_TUPLE.cta_proto, ("CTA_PROTO_NUM", "CTA_PROTO_SRC_PORT", "CTA_PROTO_DST_PORT")))
_ENDS = nest(wanted(_TUPLE, (), {"CTA_TUPLE_IP": _IP, "CTA_TUPLE_PROTO": _PROTO}))
_ENTRY = wanted(nfct_msg, ("CTA_ID", "CTA_STATUS"), {"CTA_TUPLE_ORIG": _ENDS, "CTA_TUPLE_REPLY": _ENDS})
_SHAPE = Shape((), struct.Struct("4x"), _ENTRY)
"""Of the fields (``struct nfgenmsg``) nothing is kept."""


class ConnectionMarshal(Marshal):
    """Reads of connections what is kept of them."""

    msg_map = {_COUNT: nfct_stats}  # noqa: RUF012 # pyroute2's way
    shapes = {_COMES: _SHAPE, _GOES: _SHAPE}  # noqa: RUF012


class Netfilter:
    """Netfilter's sockets of a namespace: two that hear, and one to ask with."""

    def __init__(self) -> None:
        self.rules = open_events(NETLINK_NETFILTER, RULES)
        self.connections = open_events(NETLINK_NETFILTER, CONNECTIONS)
        self._marshal = ConnectionMarshal()
        self._questions = Questions(NETLINK_NETFILTER, self._marshal)

    def close(self) -> None:
        """Close the sockets."""
        self.rules.close()
        self.connections.close()
        self._questions.close()

    def dump_connections(self) -> dict[Any, Message]:
        """All connections that are tracked, by their numbers; asked for only where there are any.

        For a dump the kernel walks through those of all namespaces, in a table of up to 262,144 rows.
        """
        if not self._count():
            return {}
        found = self._questions.dump(nfct_msg(), NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET)
        return {key: entry for _, key, entry in map(_event, found) if entry}

    def _count(self) -> int:
        (told,) = self._questions.ask(nfct_stats(), _COUNT)
        return int(told.get_attr("CTA_STATS_GLOBAL_ENTRIES"))

    def read_connections(self) -> Iterator[list[Event]]:
        """What changed since the last call, bit by bit; raises OSError (ENOBUFS) when the kernel had to drop some."""
        while data := receive(self.connections):
            yield [_event(message) for message in self._marshal.parse(data)]


def _event(message: Message) -> Event:
    gone = message["header"]["type"] == _GOES
    return "connections", message["CTA_ID"], None if gone else _entry(message)


def _entry(message: Message) -> Message:
    there, back = (_ends(message[name]) for name in ("CTA_TUPLE_ORIG", "CTA_TUPLE_REPLY"))
    return {"there": there, "back": back, "status": message.get("CTA_STATUS") or 0}


def _ends(direction: Message) -> Message:
    """Addresses and ports of one direction."""
    ip, proto = direction["CTA_TUPLE_IP"], direction["CTA_TUPLE_PROTO"]
    return {
        "proto": proto.get("CTA_PROTO_NUM"),
        "source": ip.get("CTA_IP_V4_SRC") or ip.get("CTA_IP_V6_SRC"),
        "dest": ip.get("CTA_IP_V4_DST") or ip.get("CTA_IP_V6_DST"),
        "sport": proto.get("CTA_PROTO_SRC_PORT"),
        "dport": proto.get("CTA_PROTO_DST_PORT"),
    }
