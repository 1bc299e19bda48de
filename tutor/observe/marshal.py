"""What makes dictionaries of rtnetlink's messages: of the tables' only what is kept, of all others what pyroute2 does."""

from typing import Any

from pyroute2.netlink import nlsocket, rtnl
from pyroute2.netlink.rtnl.fibmsg import fibmsg
from pyroute2.netlink.rtnl.ifinfmsg import ifinfmsg, protinfo_bridge
from pyroute2.netlink.rtnl.nsidmsg import nsidmsg

from tutor.observe.shape import ATTRIBUTE, Decode, Shape, attributes, nest, wanted
from tutor.observe.tables import ATTRIBUTES, DATA_KINDS, KIND_DATA, PORT_DATA, REQUESTS, TABLES

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


_NESTS: dict[str, Decode] = {"IFLA_LINKINFO": _info, "IFLA_PROTINFO": _PORT}
"""Attributes of a link that have others in them; PROTINFO is a bridge's, in messages of that family."""
_SHAPES = {
    table: Shape.of(REQUESTS[table][1], wanted(REQUESTS[table][1], names, _NESTS))
    for table, names in ATTRIBUTES.items()
}


class Marshal(nlsocket.Marshal):  # type: ignore[misc] # pyroute2 has no types
    """Reads those of rtnetlink's messages that are asked for."""

    msg_map = {rtnl.RTM_NEWNSID: nsidmsg, rtnl.RTM_NEWRULE: fibmsg}  # noqa: RUF012 # pyroute2's way

    def parse_one_message(
        self, key: int, flags: int, sequence_number: int, data: bytes, offset: int, length: int
    ) -> Any:
        """A message of a table as a dictionary of what is kept of it; any other as pyroute2 has it."""
        table, _ = TABLES.get(key, ("", False))
        if not table:
            return super().parse_one_message(key, flags, sequence_number, data, offset, length)
        found = _SHAPES[table].read(data, offset, length)
        found["header"] = {"type": key, "flags": flags, "error": None}
        return found
