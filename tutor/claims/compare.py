"""The operators of a pattern's terms: how a field's text is held against a wanted text."""

import operator
import re
from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_interface, ip_network

from tutor.language import _

Network = IPv4Network | IPv6Network

_ORDERS: dict[str, Callable[[int, int], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compare(sign: str, found: str | None, wanted: str) -> bool:
    """Whether a field's text fits; a field without a value, or one that is no number or address, never does."""
    if found is None:
        return False
    return _OPERATORS[sign](found, wanted)


def is_operator(sign: str) -> bool:
    """Whether terms may compare by this."""
    return sign in _OPERATORS


def misread(sign: str, wanted: str) -> str:
    """Why nothing can be compared with this text; empty where it can. Keeps «no» from passing on nonsense."""
    try:
        _READERS.get(sign, str)(wanted)
    except (ValueError, re.error, RecursionError, OverflowError):
        return _unreadable(sign, wanted)
    return ""


def is_number(text: str) -> bool:
    """Whether this is a whole number as a row's field writes it."""
    return text.isascii() and text.isdigit()


def is_order(sign: str) -> bool:
    """Whether this compares numbers of rows."""
    return sign in _ORDERS


def order(sign: str, found: int, wanted: int) -> bool:
    """Whether two numbers stand as the sign says."""
    return _ORDERS[sign](found, wanted)


def _ordered(sign: str) -> Callable[[str, str], bool]:
    def compare_numbers(found: str, wanted: str) -> bool:
        try:
            return _ORDERS[sign](int(found), int(wanted))
        except ValueError:
            return False

    return compare_numbers


def _finds(found: str, wanted: str) -> bool:
    try:
        return re.search(wanted, found, re.MULTILINE) is not None
    except (re.error, RecursionError, OverflowError):
        return False


def _inside(found: str, wanted: str) -> bool:
    try:
        inner, outer = _address_or_network(found), _network(wanted)
    except ValueError:
        return False
    if isinstance(inner, IPv4Network):
        return isinstance(outer, IPv4Network) and inner.subnet_of(outer)
    return isinstance(outer, IPv6Network) and inner.subnet_of(outer)


@lru_cache(maxsize=4096)
def _address_or_network(text: str) -> Network:
    """An address, with a prefix or without, stands for itself alone; a network for all of it."""
    interface = ip_interface(text)
    return (
        interface.network if interface.ip == interface.network.network_address else ip_network(interface.ip)
    )


@lru_cache(maxsize=256)
def _network(text: str) -> Network:
    return ip_network(text, strict=False)


_OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "~": _finds,
    "@": _inside,
    **{sign: _ordered(sign) for sign in ("<", "<=", ">", ">=")},
}
_READERS: dict[str, Callable[[str], object]] = {
    "~": re.compile,
    "@": _network,
    **dict.fromkeys(("<", "<=", ">", ">="), int),
}


def _unreadable(sign: str, wanted: str) -> str:
    if sign == "~":
        return _("{value} is not a regular expression", value=wanted)
    if sign == "@":
        return _("{value} is not a network", value=wanted)
    return _("{value} is not a whole number", value=wanted)
