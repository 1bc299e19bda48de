"""Whether one packet meets one condition of a rule: yes, no, or that it cannot be told."""

import json
import re
from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

from tutor.firewall import Condition
from tutor.observe.proof.header import ICMP
from tutor.trace.packet import Packet

OwnAddress = Callable[[str], bool]
"""Whether an address is one of the namespace's own."""
_FAMILIES = {4: "ip", 6: "ip6"}
_STATES = {"new", "established", "related", "invalid", "untracked"}
_NUMBERS = {"1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6", "ipv6-icmp": "icmpv6", "icmp6": "icmpv6"}
_SYN = {"SYN"}
_ECHO: dict[str, dict[bool, tuple[str, ...]]] = {
    "icmp": {True: ("8", "echo-request"), False: ("0", "echo-reply")},
    "icmpv6": {True: ("128", "echo-request"), False: ("129", "echo-reply")},
}


def decide(condition: Condition, packet: Packet, own: OwnAddress) -> bool | None:
    """Whether the packet meets the condition; None where that is not modelled."""
    header = packet.header
    match condition.field:
        case "family":
            return condition.allows(_FAMILIES.get(header.family, header.proto))
        case "enter" | "leave":
            return condition.allows(getattr(packet, condition.field) or "")
        case "to_self" | "from_self":
            return (
                own(header.dest if condition.field == "to_self" else header.source) is not condition.negated
            )
        case "other":
            return _other(condition.values[0], packet)
        case _:
            found = _SIMPLE[condition.field](condition, packet)
            return None if found is None else found is not condition.negated


def _address(condition: Condition, packet: Packet) -> bool:
    address = getattr(packet.header, condition.field)
    return any(_inside(address, each) for each in condition.values)


def _proto(condition: Condition, packet: Packet) -> bool:
    wanted = {_NUMBERS.get(value, value) for value in condition.values}
    return "all" in wanted or packet.header.proto in wanted


def _port(condition: Condition, packet: Packet) -> bool | None:
    port = getattr(packet.header, condition.field)
    if packet.header.proto in ICMP:
        return condition.negated  # no packet of it has a port, so it meets neither
    if port is None:
        return _of_any(packet.ephemeral, condition.values)
    return any(_in_range(port, value) for value in condition.values)


def _of_any(ports: tuple[int, int], values: tuple[str, ...]) -> bool | None:
    """The same for a port of which only the range is known: yes or no where that is so for each of them."""
    ranges = [value.partition("-") for value in values]
    spans = [(int(first), int(last or first)) for first, _, last in ranges if first.isdigit()]
    if any(first <= ports[0] and ports[1] <= last for first, last in spans):
        return True
    return False if all(last < ports[0] or first > ports[1] for first, last in spans) else None


def _in_range(port: int, value: str) -> bool:
    first, _, last = value.partition("-")
    return int(first) <= port <= int(last or first) if first.isdigit() else False


def _state(condition: Condition, packet: Packet) -> bool | None:
    if packet.state in condition.values:
        return True
    return None if set(condition.values) - _STATES else False


def _direction(condition: Condition, packet: Packet) -> bool | None:
    return None if packet.original is None else ("reply" if packet.back else "original") in condition.values


def _inside(address: str, network: str) -> bool:
    if "-" in network:
        return _range([network], address)
    found = _network(network)
    return found is not None and ip_address(address) in found


@lru_cache(maxsize=65536)
def _network(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def _other(text: str, packet: Packet) -> bool | None:
    """What a tool's own words ask, as far as they are understood."""
    if text.startswith("{"):
        return _of_json(text, packet)
    negated = text.startswith("not ")
    flag, *values = text.removeprefix("not ").split()
    reader = _READERS.get(flag)
    found = reader(values, packet) if reader else None
    return None if found is None else found is not negated


def _mark(values: list[str], packet: Packet) -> bool | None:
    value, _, mask = values[0].partition("/")
    return packet.mark & int(mask or "0xffffffff", 0) == int(value, 0)


def _flags(values: list[str], packet: Packet) -> bool | None:
    """Of TCP's flags, those of a SYN are known; of any later packet only that it is none."""
    asked, wanted = (set(value.split(",")) for value in values)
    if packet.header.proto != "tcp":
        return False
    if packet.first:
        return asked & _SYN == wanted
    return False if wanted == _SYN and {"ACK", "RST"} & asked else None


def _echo(values: list[str], packet: Packet) -> bool | None:
    if packet.solicits:
        return values[0] in ("135", "neighbour-solicitation", "neighbor-solicitation", "nd-neighbor-solicit")
    kinds = _ECHO.get(packet.header.proto)
    return False if kinds is None else values[0] in kinds[packet.first] or values[0] in ("255", "any")


def _range(values: list[str], address: str) -> bool:
    first, _, last = values[0].partition("-")
    low, high, it = (int(ip_address(each)) for each in (first, last or first, address))
    return low <= it <= high and (":" in first) == (":" in address)


def _original(values: list[str], packet: Packet, name: str) -> bool | None:
    """What the packet that began the connection said."""
    found = None if packet.original is None else getattr(packet.original, name)
    if found is None:
        return None
    if name.endswith("port"):
        return _in_range(int(found), values[0].replace(":", "-"))
    return _inside(str(found), values[0])


_READERS: dict[str, Callable[[list[str], Packet], bool | None]] = {
    "mark": _mark,
    "tcp-flags": _flags,
    "icmp-type": _echo,
    "icmpv6-type": _echo,
    "ctorigsrc": lambda values, packet: _original(values, packet, "source"),
    "ctorigdst": lambda values, packet: _original(values, packet, "dest"),
    "ctorigsrcport": lambda values, packet: _original(values, packet, "sport"),
    "ctorigdstport": lambda values, packet: _original(values, packet, "dport"),
    "src-range": lambda values, packet: _range(values, packet.header.source),
    "dst-range": lambda values, packet: _range(values, packet.header.dest),
}


def _of_json(text: str, packet: Packet) -> bool | None:
    """A match of nft's on the mark, alone or with a mask, or on the type of a packet of ICMP's."""
    try:
        match = json.loads(text)
        left, right, operation = match["left"], match["right"], match["op"]
    except (ValueError, KeyError, TypeError):
        return None
    if operation not in ("==", "!="):
        return None
    typed = next((proto for proto in ICMP if left == {"payload": {"protocol": proto, "field": "type"}}), None)
    if typed and typed != packet.header.proto:
        return False  # such a rule asks for the protocol, too
    found = _echo([str(right)], packet) if typed else _marked_so(left, right, packet)
    return None if found is None else found is (operation == "==")


def _marked_so(left: Any, right: Any, packet: Packet) -> bool | None:
    mask = 0xFFFFFFFF
    if isinstance(left, dict) and "&" in left:
        left, mask = left["&"]
    known = left == {"meta": {"key": "mark"}} and isinstance(mask, int) and isinstance(right, int)
    return packet.mark & mask == right if known else None


_SIMPLE: dict[str, Callable[[Condition, Packet], bool | None]] = {
    "proto": _proto,
    "source": _address,
    "dest": _address,
    "sport": _port,
    "dport": _port,
    "state": _state,
    "direction": _direction,
}
_SET_MARK = re.compile(
    r"--set-x?mark (0x[0-9a-fA-F]+|\d+)(?:/(0x[0-9a-fA-F]+|\d+))?|meta mark set (0x[0-9a-fA-F]+|\d+)"
)


def marked(text: str, mark: int) -> int:
    """The packet's mark after a rule, by the rule's own words."""
    found = _SET_MARK.search(text)
    if not found:
        return mark
    if found[3]:
        return int(found[3], 0)
    return (mark & ~int(found[2] or "0xffffffff", 0)) ^ int(found[1], 0)
