"""Kernel messages of one network namespace: what is there now, and what changes.

pyroute2 knows the messages; the sockets are our own, because pyroute2 reaches into another
namespace by forking, and an observer of many namespaces must not.
"""

import ctypes
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

from pyroute2.netlink import NLM_F_DUMP, NLM_F_DUMP_INTR, NLM_F_REQUEST, NLMSG_DONE, NLMSG_ERROR, nlmsg, rtnl
from pyroute2.netlink.nlsocket import Marshal
from pyroute2.netlink.rtnl.fibmsg import fibmsg
from pyroute2.netlink.rtnl.nsidmsg import nsidmsg

from tutor.errors import ObserverError
from tutor.facts.raw import Message
from tutor.language import translate
from tutor.observe import tables
from tutor.observe.marshal import Marshal as RouteMarshal
from tutor.observe.marshal import SwitchesMarshal

CLONE_NEWNET = 0x40000000
SO_RCVBUFFORCE = 33
"""Like SO_RCVBUF, beyond the system's limit; for real root only (socket(7))."""
UNNUMBERED = 0xFFFFFFFF
"""What the kernel answers for a namespace it has no number for: -1, read as unsigned."""
BUFFER = 4 * 1024 * 1024
"""Bytes of events that may wait to be read before the kernel drops some and says so (ENOBUFS)."""
PATIENCE = 5.0
"""Seconds that the kernel may take to answer a question."""
TRIES = 8
"""Times that a table is read again because it changed while the kernel told of it."""

USUAL = {(0, 255), (32766, 254), (32767, 253)}
"""The priorities and tables of the rules of policy routing that every namespace has."""

Event = tuple[str, Any, Message | None]
"""A table's name, the entry's key, and the entry; None where it is gone."""
SPEC = "switches"
"""Name of what a link's message has of IP's switches, by family."""
PORTS = "ports"
"""Name of the events that tell what a link is as a bridge's port, and no more of it."""

_DUMP = NLM_F_REQUEST | NLM_F_DUMP
_SWITCHES = SwitchesMarshal()
_libc = ctypes.CDLL(None, use_errno=True)


@contextmanager
def inside(netns: int) -> Iterator[None]:
    """Have this thread be in the namespace of this file descriptor for a moment."""
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        _enter(netns)
        yield
    finally:
        _enter(home)
        os.close(home)


class Questions:
    """A netlink socket to ask with, in the current namespace."""

    def __init__(self, protocol: int, marshal: Marshal) -> None:
        self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol)
        self._socket.settimeout(PATIENCE)
        self._marshal = marshal

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

    def dump(self, message: nlmsg, kind: int) -> list[Any]:
        """All there is of a kind, again where it changed meanwhile."""
        return self.dump_again(encode(message, kind, _DUMP), self._marshal)

    def dump_again(self, question: bytes, marshal: Marshal) -> list[Any]:
        """What a question for all there is, which was encoded before, is answered with."""
        for _ in range(TRIES):
            answers = self._ask(question, marshal, one=False)
            if not any(answer["header"]["flags"] & NLM_F_DUMP_INTR for answer in answers):
                break
        return answers

    def ask(self, message: nlmsg, kind: int) -> list[Any]:
        """The answer to a question; raises ObserverError where the kernel refuses."""
        return self._ask(encode(message, kind, NLM_F_REQUEST), self._marshal, one=True)

    def _ask(self, question: bytes, marshal: Marshal, *, one: bool) -> list[Any]:
        self._socket.send(question)
        answers: list[Any] = []
        while True:
            for answer in marshal.parse(self._socket.recv(1 << 18)):
                header = answer["header"]
                if header["error"]:
                    raise ObserverError(
                        translate("the kernel refused to tell: {reason}", reason=header["error"])
                    )
                if header["type"] == NLMSG_DONE or header["type"] == NLMSG_ERROR:
                    return answers
                answers.append(answer)
                if one:
                    return answers


def encode(message: nlmsg, kind: int, flags: int) -> bytes:
    """A question as it is sent."""
    message["header"].update(type=kind, flags=flags, sequence_number=1, pid=0)
    message.reset()
    message.encode()
    return bytes(message.data)


def open_events(protocol: int, groups: int) -> socket.socket:
    """A socket that hears what changes in the current namespace."""
    events = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_NONBLOCK, protocol)
    events.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
    with suppress(PermissionError):
        events.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER)
    events.bind((0, groups))
    return events


def receive(events: socket.socket) -> bytes:
    """The next of what waits to be read, empty where nothing does; raises OSError (ENOBUFS) where some was dropped."""
    try:
        return events.recv(1 << 16)
    except BlockingIOError:
        return b""


def received(events: socket.socket) -> Iterator[bytes]:
    """All that waits to be read, with something empty in place of what the kernel had to drop."""
    while True:
        try:
            data = receive(events)
        except OSError:  # ENOBUFS
            yield b""
            continue
        if not data:
            return
        yield data


def drain(events: socket.socket) -> bool:
    """Throw away what waits to be read: after a loss it may be older than what is read next. Whether there was any."""
    return sum(1 for _ in received(events)) > 0


class Rtnl:
    """The two rtnetlink sockets of a namespace: one to ask with, one that hears what changes."""

    def __init__(self) -> None:
        self.events = open_events(socket.NETLINK_ROUTE, tables.GROUPS)
        self._marshal = RouteMarshal()
        self._questions = Questions(socket.NETLINK_ROUTE, self._marshal)

    def close(self) -> None:
        """Close both sockets."""
        self.events.close()
        self._questions.close()

    def dump(self, table: str) -> dict[Any, Message]:
        """All entries of a table, by their keys."""
        return {
            key: entry
            for name, key, entry in map(_event, self._questions.dump_again(_question(table), self._marshal))
            if name == table and entry
        }

    def switches(self, links: Mapping[int, Message]) -> dict[Any, Message]:
        """IP's switches of these links, and those of all links together."""
        return of_links(links) | dict(self._switches_of_all())

    def silent(self) -> dict[Any, Message]:
        """Those of IP's switches that change without an event."""
        told = self._questions.dump_again(_question("links"), _SWITCHES)
        spec = {each["index"]: {SPEC: each.get("IFLA_AF_SPEC", {})} for each in told}
        return {
            (family, index): {name: found[name]}
            for (family, index), found in of_links(spec).items()
            if (name := tables.SILENT[family]) in found
        }

    def _switches_of_all(self) -> Iterator[tuple[Any, Message]]:
        for family in tables.IP:
            kind, message, _ = tables.REQUESTS["switches"]
            question = message()
            question["rtgen_family"] = family
            question["attrs"] = [("NETCONFA_IFINDEX", tables.ALL)]
            with suppress(ObserverError):  # this kernel has no IPv6
                for _, key, entry in map(_event, self._questions.ask(question, kind)):
                    if entry:
                        yield key, entry

    def nsid(self, netns: int) -> int:
        """The number by which this namespace knows the one of the file descriptor; -1 if by none."""
        question = nsidmsg()
        question["attrs"] = [("NETNSA_FD", netns)]
        answer = self._questions.ask(question, rtnl.RTM_GETNSID)
        number = answer[0].get_attr("NETNSA_NSID") if answer else UNNUMBERED
        return -1 if number == UNNUMBERED else int(number)

    def policies(self) -> list[str]:
        """Rules that choose between tables of routes (policy routing), but for the three that are always there."""
        found = []
        for family in (socket.AF_INET, socket.AF_INET6):
            question = fibmsg()
            question["family"] = family
            for answer in self._questions.dump(question, rtnl.RTM_GETRULE):
                priority = answer.get_attr("FRA_PRIORITY") or 0
                table = answer.get_attr("FRA_TABLE") or answer["table"]
                if (priority, table) not in USUAL:
                    found.append(f"{priority}: table {table}")
        return found

    def read_events(self) -> Iterator[Event]:
        """What changed since the last call; raises OSError (ENOBUFS) when the kernel had to drop some."""
        while data := receive(self.events):
            for message in self._marshal.parse(data):
                event = _event(message)
                if event[0]:
                    yield event


@cache
def _question(table: str) -> bytes:
    """What asks for all of a table: of some it is asked twice a second."""
    kind, message, family = tables.REQUESTS[table]
    question = message()
    question[message.fields[0][0]] = family
    question["attrs"] = [*tables.WISHES.get(table, ())]
    return encode(question, kind, _DUMP)


def of_links(links: Mapping[int, Message]) -> dict[Any, Message]:
    """The switches that links' messages have with them, by family and link."""
    return {(family, index): found for index, link in links.items() for family, found in link[SPEC].items()}


def _event(message: Any) -> Event:
    table, there = tables.TABLES.get(message["header"]["type"], ("", False))
    if not table:
        return "", None, None
    entry = message
    del entry["header"]
    family = entry.get("family")
    if table == "links":
        return _link_event(entry, there=there, of_bridge=family == tables.AF_BRIDGE)
    if table == "routes" and family not in tables.IP:
        return "", None, None
    if family == tables.AF_BRIDGE:
        table = "fdb"
    key = tuple(map(entry.get, tables.KEYS[table]))
    if table == "fdb" and entry.get("NDA_MASTER"):  # a bridge knows an address once, behind whichever port
        key = (None, *key[1:])
    return table, key, entry if there else None


def _link_event(entry: dict[str, Any], *, there: bool, of_bridge: bool) -> Event:
    port, info = entry.pop("IFLA_PROTINFO", None), entry.pop("IFLA_LINKINFO", {})
    entry[SPEC] = entry.pop("IFLA_AF_SPEC", {})
    if not of_bridge:
        entry.update(info)
        return "links", entry["index"], entry if there else None
    if not there or port is None:
        return "", None, None
    return PORTS, entry["index"], port


def _enter(netns: int) -> None:
    if _libc.setns(netns, CLONE_NEWNET) < 0:
        number = ctypes.get_errno()
        raise ObserverError(
            translate("cannot enter a network namespace: {reason}", reason=os.strerror(number))
        )
