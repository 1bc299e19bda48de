"""Kernel messages of one network namespace: what is there now, and what changes.

pyroute2 knows the messages; the sockets are our own, because pyroute2 reaches into another
namespace by forking, and an observer of many namespaces must not.
"""

import ctypes
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from pyroute2.netlink import NLM_F_DUMP, NLM_F_REQUEST, NLMSG_DONE, NLMSG_ERROR, nlmsg, rtnl
from pyroute2.netlink.rtnl.ifaddrmsg import ifaddrmsg
from pyroute2.netlink.rtnl.ifinfmsg import ifinfmsg
from pyroute2.netlink.rtnl.marshal import MarshalRtnl
from pyroute2.netlink.rtnl.ndmsg import ndmsg
from pyroute2.netlink.rtnl.nsidmsg import nsidmsg
from pyroute2.netlink.rtnl.rtmsg import rtmsg

from tutor.errors import ObserverError
from tutor.facts.raw import Message

CLONE_NEWNET = 0x40000000
NETLINK_NETFILTER = 12
NFNLGRP_NFTABLES = 7
AF_BRIDGE = 7
SO_RCVBUFFORCE = 33
"""Like SO_RCVBUF, beyond the system's limit; for real root only (socket(7))."""
UNNUMBERED = 0xFFFFFFFF
"""What the kernel answers for a namespace it has no number for: -1, read as unsigned."""
BUFFER = 4 * 1024 * 1024
"""Bytes of events that may wait to be read before the kernel drops some and says so (ENOBUFS)."""
PATIENCE = 5.0
"""Seconds that the kernel may take to answer a question."""

GROUPS = (
    rtnl.RTMGRP_LINK
    | rtnl.RTMGRP_NEIGH
    | rtnl.RTMGRP_IPV4_IFADDR
    | rtnl.RTMGRP_IPV4_ROUTE
    | rtnl.RTMGRP_IPV6_IFADDR
    | rtnl.RTMGRP_IPV6_ROUTE
)
REQUESTS = {
    "links": (rtnl.RTM_GETLINK, ifinfmsg),
    "addresses": (rtnl.RTM_GETADDR, ifaddrmsg),
    "routes": (rtnl.RTM_GETROUTE, rtmsg),
    "neighbours": (rtnl.RTM_GETNEIGH, ndmsg),
}
TABLES = {
    rtnl.RTM_NEWLINK: ("links", True),
    rtnl.RTM_DELLINK: ("links", False),
    rtnl.RTM_NEWADDR: ("addresses", True),
    rtnl.RTM_DELADDR: ("addresses", False),
    rtnl.RTM_NEWROUTE: ("routes", True),
    rtnl.RTM_DELROUTE: ("routes", False),
    rtnl.RTM_NEWNEIGH: ("neighbours", True),
    rtnl.RTM_DELNEIGH: ("neighbours", False),
}
ATTRIBUTES = {
    "links": (
        "IFLA_IFNAME IFLA_ADDRESS IFLA_MTU IFLA_MASTER IFLA_LINK IFLA_LINK_NETNSID IFLA_OPERSTATE".split()
    ),
    "addresses": ["IFA_ADDRESS", "IFA_LOCAL"],
    "routes": "RTA_DST RTA_GATEWAY RTA_OIF RTA_PREFSRC RTA_TABLE RTA_PRIORITY".split(),
    "neighbours": ["NDA_DST", "NDA_LLADDR"],
}
FIELDS = {
    "links": ("index", "flags", "ifi_type"),
    "addresses": ("index", "prefixlen", "family"),
    "routes": ("family", "dst_len", "table", "type", "tos"),
    "neighbours": ("ifindex", "family", "state"),
}
KEYS = {
    "links": ("index",),
    "addresses": ("index", "IFA_ADDRESS", "IFA_LOCAL", "prefixlen"),
    "routes": "family tos RTA_TABLE RTA_DST dst_len RTA_PRIORITY RTA_OIF RTA_GATEWAY".split(),
    "neighbours": ("ifindex", "NDA_DST"),
}

Event = tuple[str, Any, Message | None]
"""A table's name, the entry's key, and the entry; None where it is gone."""

_libc = ctypes.CDLL(None, use_errno=True)


@contextmanager
def inside(netns: int) -> Iterator[None]:
    """Be in the namespace of this file descriptor for a moment, to open sockets that stay in it."""
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        _enter(netns)
        yield
    finally:
        _enter(home)
        os.close(home)


def open_netfilter() -> socket.socket:
    """A socket that becomes readable whenever an nftables rule set changes in the current namespace."""
    events = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_NONBLOCK, NETLINK_NETFILTER)
    events.bind((0, 1 << (NFNLGRP_NFTABLES - 1)))
    return events


class Rtnl:
    """The two rtnetlink sockets of a namespace: one to ask with, one that hears what changes."""

    def __init__(self) -> None:
        self.events = socket.socket(
            socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_NONBLOCK, socket.NETLINK_ROUTE
        )
        self.events.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        with suppress(PermissionError):
            self.events.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER)
        self.events.bind((0, GROUPS))
        self._questions = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
        self._questions.settimeout(PATIENCE)
        self._marshal = MarshalRtnl()

    def close(self) -> None:
        """Close both sockets."""
        self.events.close()
        self._questions.close()

    def dump(self, table: str) -> dict[Any, Message]:
        """All entries of a table, by their keys."""
        kind, message = REQUESTS[table]
        answers = self._ask(message(), kind, NLM_F_REQUEST | NLM_F_DUMP)
        return {key: entry for name, key, entry in map(_event, answers) if name == table and entry}

    def nsid(self, netns: int) -> int:
        """The number by which this namespace knows the one of the file descriptor; -1 if by none."""
        question = nsidmsg()
        question["attrs"] = [("NETNSA_FD", netns)]
        answer = self._ask(question, rtnl.RTM_GETNSID, NLM_F_REQUEST)
        number = answer[0].get_attr("NETNSA_NSID") if answer else UNNUMBERED
        return -1 if number == UNNUMBERED else int(number)

    def read_events(self) -> Iterator[Event]:
        """What changed since the last call; raises OSError (ENOBUFS) when the kernel had to drop some."""
        while True:
            try:
                data = self.events.recv(65536)
            except BlockingIOError:
                return
            for message in self._marshal.parse(data):
                event = _event(message)
                if event[0]:
                    yield event

    def _ask(self, message: nlmsg, kind: int, flags: int) -> list[Any]:
        message["header"].update(type=kind, flags=flags, sequence_number=1, pid=0)
        message.encode()
        self._questions.send(message.data)
        answers: list[Any] = []
        while True:
            for answer in self._marshal.parse(self._questions.recv(1 << 18)):
                header = answer["header"]
                if header["error"]:
                    raise ObserverError(f"the kernel refused to tell: {header['error']}")
                if header["type"] == NLMSG_DONE or header["type"] == NLMSG_ERROR:
                    return answers
                answers.append(answer)
                if not flags & NLM_F_DUMP & ~NLM_F_REQUEST:
                    return answers


def _event(message: Any) -> Event:
    table, there = TABLES.get(message["header"]["type"], ("", False))
    if not table or message.get("family") == AF_BRIDGE:
        return "", None, None
    entry = {name: message.get(name) for name in FIELDS[table]}
    entry |= {name: value for name in ATTRIBUTES[table] if (value := message.get_attr(name)) is not None}
    if table == "links" and (info := message.get_attr("IFLA_LINKINFO")):
        entry["IFLA_INFO_KIND"] = info.get_attr("IFLA_INFO_KIND")
    key = tuple(entry.get(name) for name in KEYS[table])
    return table, key[0] if table == "links" else key, entry if there else None


def _enter(netns: int) -> None:
    if _libc.setns(netns, CLONE_NEWNET) < 0:
        number = ctypes.get_errno()
        raise ObserverError(f"cannot enter a network namespace: {os.strerror(number)}")
