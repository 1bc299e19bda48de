"""What netfilter tells of a namespace: that its rules changed, and its connections."""

from collections.abc import Iterator
from typing import Any

from pyroute2.netlink import NLM_F_REQUEST
from pyroute2.netlink.nfnetlink import NFNL_SUBSYS_CTNETLINK
from pyroute2.netlink.nfnetlink.nfctsocket import (
    IPCTNL_MSG_CT_DELETE,
    IPCTNL_MSG_CT_GET,
    IPCTNL_MSG_CT_GET_STATS,
    IPCTNL_MSG_CT_NEW,
    nfct_msg,
    nfct_stats,
)
from pyroute2.netlink.nlsocket import Marshal

from tutor.facts.raw import Message
from tutor.observe.netlink import Event, Questions, open_events, receive

NETLINK_NETFILTER = 12
RULES = 1 << 6
CONNECTIONS = 0b111
"""Groups of netfilter's events: rules of nftables; connections that come, change and go."""

_COMES = NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_NEW
_GOES = NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_DELETE
_COUNT = NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET_STATS


class _Marshal(Marshal):  # type: ignore[misc] # pyroute2 has no types
    msg_map = {_COMES: nfct_msg, _GOES: nfct_msg, _COUNT: nfct_stats}  # noqa: RUF012 # pyroute2's way


class Netfilter:
    """Netfilter's sockets of a namespace: two that hear, and one to ask with."""

    def __init__(self) -> None:
        self.rules = open_events(NETLINK_NETFILTER, RULES)
        self.connections = open_events(NETLINK_NETFILTER, CONNECTIONS)
        self._marshal = _Marshal()
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
        (told,) = self._questions.ask(nfct_stats(), _COUNT, NLM_F_REQUEST)
        return int(told.get_attr("CTA_STATS_GLOBAL_ENTRIES"))

    def read_connections(self) -> Iterator[list[Event]]:
        """What changed since the last call, bit by bit; raises OSError (ENOBUFS) when the kernel had to drop some."""
        while data := receive(self.connections):
            yield [_event(message) for message in self._marshal.parse(data)]


def _event(message: Any) -> Event:
    gone = message["header"]["type"] == _GOES
    return "connections", message.get_attr("CTA_ID"), None if gone else _entry(message)


def _entry(message: Any) -> Message:
    there, back = (_ends(message.get_attr(name)) for name in ("CTA_TUPLE_ORIG", "CTA_TUPLE_REPLY"))
    return {"there": there, "back": back, "status": message.get_attr("CTA_STATUS") or 0}


def _ends(direction: Any) -> Message:
    """Addresses and ports of one direction."""
    ip, proto = (dict(direction.get_attr(name)["attrs"]) for name in ("CTA_TUPLE_IP", "CTA_TUPLE_PROTO"))
    return {
        "proto": proto.get("CTA_PROTO_NUM"),
        "source": ip.get("CTA_IP_V4_SRC") or ip.get("CTA_IP_V6_SRC"),
        "dest": ip.get("CTA_IP_V4_DST") or ip.get("CTA_IP_V6_DST"),
        "sport": proto.get("CTA_PROTO_SRC_PORT"),
        "dport": proto.get("CTA_PROTO_DST_PORT"),
    }
