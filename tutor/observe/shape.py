"""Messages of the kernel, of which only what is wanted is taken apart.

pyroute2 makes an object of each attribute of each message, and a link has forty, most of them wanted by nobody. Here its
own descriptions of messages (``fields`` and ``nla_map``) say where the wanted ones are and what they are; the rest is
passed over. That is what its docs advise for large dumps: a parser of one's own.
"""

import struct
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from socket import AF_INET, AF_INET6, inet_ntop
from typing import Any

Decode = Callable[[bytes], Any]
"""Makes a value of an attribute's bytes, those of its header among them."""
Wanted = Mapping[int, tuple[Any, Decode]]
"""By the kernel's number for an attribute: its name, and what makes a value of it."""

HEADER = 16
"""Bytes of a message before its fields."""
ATTRIBUTE = struct.Struct("=HH")
"""The header of an attribute: its length and its type."""
_NUMBER = 0x3FFF
"""The part of an attribute's type that is its number; the other bits say that it is nested, or in network order."""


def _number(form: str) -> Decode:
    unpack = struct.Struct(form).unpack_from
    return lambda data: unpack(data, ATTRIBUTE.size)[0]


def _text(data: bytes) -> str:
    return data[ATTRIBUTE.size :].rstrip(b"\0").decode(errors="replace")


def _address(data: bytes) -> str:
    """An address by its length, as pyroute2's lladdr, ipaddr and target have it."""
    packed = data[ATTRIBUTE.size :]
    if len(packed) in _IP:
        return inet_ntop(_IP[len(packed)], packed)
    return packed.hex(":")


_IP = {4: AF_INET, 16: AF_INET6}
_DECODES: Mapping[str, Decode] = {
    "uint8": _number("=B"),
    "uint16": _number("=H"),
    "uint32": _number("=I"),
    "int32": _number("=i"),
    "be16": _number(">H"),
    "be32": _number(">I"),
    "asciiz": _text,
    "l2addr": _address,
    "lladdr": _address,
    "ipaddr": _address,
    "target": _address,
    "ip4addr": _address,
    "ip6addr": _address,
}
"""By pyroute2's name for a type; of any other, pyroute2 itself makes a value."""


def wanted(kind: Any, names: Collection[str], nests: Mapping[str, Decode] | None = None) -> Wanted:
    """Those of a message's, or of a nested attribute's, attributes that have these names; of nests it is said how."""
    nests = nests or {}
    return {
        number: (name, nests.get(name) or _DECODES.get(told) or _by_pyroute2(getattr(kind, told)))
        for number, (name, told, *_) in enumerate(kind.nla_map)
        if name in names or name in nests
    }


def _by_pyroute2(kind: Any) -> Decode:
    """What pyroute2 makes of an attribute; of few values, so each is asked for once."""

    @cache
    def decode(data: bytes) -> Any:
        attribute = kind(data=data)
        attribute.decode()
        return attribute.getvalue()

    return decode


def attributes(data: bytes, start: int, end: int, found: Wanted) -> dict[Any, Any]:
    """The values of the wanted attributes in this stretch of a message; the first, where one comes twice."""
    values: dict[Any, Any] = {}
    unpack, last = ATTRIBUTE.unpack_from, end - ATTRIBUTE.size
    while start <= last:
        length, kind = unpack(data, start)
        if length < ATTRIBUTE.size:
            break
        if (kind & _NUMBER) in found:
            name, decode = found[kind & _NUMBER]
            if name not in values:
                values[name] = decode(data[start : start + length])
        start += (length + 3) & ~3
    return values


def nest(found: Wanted) -> Decode:
    """What makes a dictionary of an attribute that has others in it."""
    return lambda data: attributes(data, ATTRIBUTE.size, len(data), found)


@dataclass(frozen=True, slots=True)
class Shape:
    """Where in a kind of message its fields and the wanted attributes are."""

    names: tuple[str, ...]
    """Of its fields, in order."""
    fields: struct.Struct
    attributes: Wanted

    @classmethod
    def of(cls, kind: Any, attributes: Wanted) -> "Shape":
        """Of a message that pyroute2 describes."""
        names = tuple(name for name, form in kind.fields if not form.endswith("x"))
        return cls(names, struct.Struct("=" + "".join(form for _, form in kind.fields)), attributes)

    def read(self, data: bytes, offset: int, length: int) -> dict[str, Any]:
        """The fields and the wanted attributes of the message that begins here and is so long."""
        start = offset + HEADER
        values = dict(zip(self.names, self.fields.unpack_from(data, start), strict=True))
        start += (self.fields.size + 3) & ~3
        values |= attributes(data, start, offset + length, self.attributes)
        return values
