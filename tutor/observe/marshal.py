"""What makes dictionaries of rtnetlink's messages: of the tables' only what is kept, of all others what pyroute2 does."""

import struct
from collections.abc import Collection, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from pyroute2.netlink import nlsocket, rtnl
from pyroute2.netlink.rtnl.fibmsg import fibmsg
from pyroute2.netlink.rtnl.ifinfmsg import ifinfmsg, protinfo_bridge
from pyroute2.netlink.rtnl.nsidmsg import nsidmsg

from tutor.observe.shape import ATTRIBUTE, HEADER, Decode, Shape, attributes, nest, wanted
from tutor.observe.tables import ATTRIBUTES, DATA_KINDS, KIND_DATA, PORT_DATA, REQUESTS, SWITCHES, TABLES

_HEADER = struct.Struct("=IHHI")
_PORT = nest(wanted(protinfo_bridge, PORT_DATA))
_DATA = {kind: nest(wanted(ifinfmsg.ifinfo.data_map[kind], KIND_DATA)) for kind in DATA_KINDS}
_INFO = wanted(
    ifinfmsg.ifinfo,
    ("IFLA_INFO_KIND", "IFLA_INFO_SLAVE_KIND"),
    {"IFLA_INFO_DATA": bytes, "IFLA_INFO_SLAVE_DATA": bytes},
)


def _info(data: bytes) -> dict[str, Any]:
    """What a link has by its kind, and as a bridge's port, in one dictionary."""
    info = attributes(data, ATTRIBUTE.size, len(data), _INFO)
    kind = info.get("IFLA_INFO_KIND")
    found = {"IFLA_INFO_KIND": kind}
    if kind in _DATA and (told := info.get("IFLA_INFO_DATA")):
        found |= _DATA[kind](told)
    if info.get("IFLA_INFO_SLAVE_KIND") == "bridge" and (told := info.get("IFLA_INFO_SLAVE_DATA")):
        found |= _PORT(told)
    return found


def _switches(family: int, number: int, names: Collection[str]) -> Decode:
    """What finds a family's switches, which stand in a row in an attribute of this number."""
    places = sorted((names.index(name), told) for name, told in SWITCHES[family].items())  # type: ignore[attr-defined]
    form, at = "=", 0
    for place, _ in places:
        form, at = f"{form}{4 * (place - at)}xI", place + 1
    unpack, keys, size = struct.Struct(form).unpack_from, [told for _, told in places], 4 * at

    def decode(data: bytes) -> dict[str, int]:
        return dict(zip(keys, unpack(data, ATTRIBUTE.size), strict=True)) if len(data) >= size else {}

    found = {number: ("", decode)}
    return lambda data: attributes(data, ATTRIBUTE.size, len(data), found).get("", {})


def _families() -> Decode:
    """What finds IP's switches of both families, by the families' numbers."""
    spec = ifinfmsg.af_spec_inet
    # pyroute2 has the header of IPv4's attribute as the first of its fields.
    four = _switches(2, 1, spec.inet.field_names[1:])
    six = _switches(10, 2, spec.inet6.ipv6_devconf.field_names)
    # Of each link it is asked for twice a second, and hardly ever another.
    return lru_cache(maxsize=1024)(nest({2: (2, four), 10: (10, six)}))


_SPEC = {"IFLA_AF_SPEC": _families()}
_NESTS: dict[str, Decode] = {"IFLA_LINKINFO": _info, "IFLA_PROTINFO": _PORT, **_SPEC}
"""Attributes of a link that have others in them; PROTINFO is a bridge's, in messages of that family."""
_TABLES = {
    table: Shape.of(REQUESTS[table][1], wanted(REQUESTS[table][1], names, _NESTS))
    for table, names in ATTRIBUTES.items()
}
_SHAPES = {kind: _TABLES[table] for kind, (table, _) in TABLES.items()}
_SWITCHES_ALONE = {rtnl.RTM_NEWLINK: Shape.of(ifinfmsg, wanted(ifinfmsg, (), _SPEC))}


@cache
def _header(kind: int, flags: int) -> dict[str, Any]:
    return {"type": kind, "flags": flags, "error": None}


class Marshal(nlsocket.Marshal):  # type: ignore[misc] # pyroute2 has no types
    """Reads those of rtnetlink's messages that are asked for."""

    msg_map = {rtnl.RTM_NEWNSID: nsidmsg, rtnl.RTM_NEWRULE: fibmsg}  # noqa: RUF012 # pyroute2's way
    shapes: Mapping[int, Shape] = _SHAPES
    """By kind of message."""

    def parse(self, data: bytes) -> Iterator[Any]:
        """Messages that have a shape as dictionaries of what is kept of them; any others as pyroute2 has them."""
        offset = 0
        while offset + HEADER <= len(data):
            length, kind, flags, number = _HEADER.unpack_from(data, offset)
            if length < HEADER:
                return
            if shape := self.shapes.get(kind):
                found = shape.read(data, offset, length)
                found["header"] = _header(kind, flags)
                yield found
            else:
                yield self.parse_one_message(kind, flags, number, data, offset, length)
            offset += (length + 3) & ~3


class SwitchesMarshal(Marshal):
    """Reads of links IP's switches alone."""

    shapes = _SWITCHES_ALONE
