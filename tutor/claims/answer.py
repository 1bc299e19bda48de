"""Questions: the right answers on this host, and what a learner's answer is forgiven."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_interface, ip_network

from tutor.claims.act import complete
from tutor.claims.match import binds, matches
from tutor.claims.refusal import refuse
from tutor.claims.search import Search
from tutor.language import _
from tutor.lesson.parts import Pattern, Quantifier
from tutor.state import State

Address = IPv4Address | IPv6Address
ANSWER = "answer"
"""The variable that a question asks for."""

_QUOTES = {"'": "'", '"': '"', "`": "`", "“": "”", "‘": "’", "「": "」"}
_ENDS = (".", ":")
_TWIN = re.compile(r"@if\d+$")
_HEAD = re.compile(r"^\d+: +([^\s:@]+)(?:@[^\s:@]+)?:$")
_SLASH = re.compile(r"\s*/\s*")
_SPACE = re.compile(r"^(?:net:)?\[(\d+)\]$")
_PORTS = {"port", "dport", "sport"}
_SOCKET = re.compile(r"^(?:(?:\*|[\d.]*|\[[\da-f:.]*\]):)?(\d+)(?:/(?:tcp|udp))?$")
_MAPPED = re.compile(r"^\[?::ffff:(\d+(?:\.\d+){3})\]?$")


def answers(patterns: Sequence[Pattern], state: State) -> frozenset[str]:
    """Every value that ``$answer`` has in an assignment that satisfies all patterns; none if it cannot be told."""
    patterns = tuple(map(complete, patterns))
    if refuse(patterns, state):
        return frozenset()
    return frozenset(
        value
        for value in _candidates(patterns, state)
        if Search(patterns, state).solve({ANSWER: value}) is not None
    )


def asked_fields(patterns: Sequence[Pattern]) -> frozenset[str]:
    """The fields that the answer is the value of: a learner may well name them before it."""
    return frozenset(term.field for pattern in patterns for term in pattern.terms if binds(term) == ANSWER)


def accept(given: str, right: frozenset[str], fields: frozenset[str] = frozenset()) -> bool:
    """Whether an answer is one of the right ones.

    Forgiven are case, white space around it, quotes, one full stop or colon at the end, the wide letters and
    signs of a Chinese keyboard, spaces around a slash, what ``ip link`` writes around a name (``5: veth1@if4:``)
    and ``readlink`` around a namespace's number, what ``ss`` and ``docker ps`` write around a port where one is
    asked for, the ``::ffff:`` that a server of IPv6 writes before an address of IPv4, the name of the field that
    was asked for in front of it (``vni 4097``), and an address with its prefix where it was asked for without,
    or without where it was asked for with it; nothing else.
    """
    known = {value.casefold() for value in right if value}
    return any(form in known or _is_address_of(form, known) for form in _forms(_narrow(given), fields))


def lacking(given: str, right: frozenset[str], fields: frozenset[str] = frozenset()) -> str:
    """What an answer lacks that is right as far as it goes, as a sentence; empty where it is just not right."""
    known = {value.casefold() for value in right}
    for form in filter(_is_address, _forms(_narrow(given), fields)):
        if any(_begins(form, value) for value in known):
            return _(
                "The network is right, but the length of its prefix is missing: write it with its slash."
            )
        if any(_is_without_port(form, value) for value in known):
            return _("The address is right, but the port is missing: write it behind a colon.")
    return ""


def _narrow(given: str) -> str:
    """An answer in small letters, and in narrow ones: an input method for Chinese writes ：for a colon, 。for a dot."""
    return _SLASH.sub("/", unicodedata.normalize("NFKC", given).replace("。", ".").strip().casefold())


def _is_address(text: str) -> bool:
    try:
        return bool(ip_address(text))
    except ValueError:
        return False


def _begins(address: str, network: str) -> bool:
    """Whether this is a network's own address, without its prefix."""
    try:
        found = ip_network(network)
    except ValueError:
        return False
    return "/" in network and found.num_addresses > 1 and found.network_address == ip_address(address)


def _is_without_port(address: str, socket: str) -> bool:
    host, _colon, port = socket.rpartition(":")
    host = host.strip("[]") if host.startswith("[") else host
    bare = host if "." in host or socket.startswith("[") else ""
    return port.isdecimal() and _is_address(bare) and ip_address(bare) == ip_address(address)


def _is_address_of(form: str, known: set[str]) -> bool:
    """Whether an address is one of these but for its prefix; one that names a whole network is not."""
    mine = _host(form)
    return mine is not None and [_host(value) for value in known].count(mine) == 1 and _bare(form, known)


def _bare(form: str, known: set[str]) -> bool:
    """Two prefixes that differ are two answers."""
    return "/" not in form or not any("/" in value and _host(value) == _host(form) for value in known)


def _host(text: str) -> Address | None:
    try:
        found = ip_interface(text)
    except ValueError:
        return None
    is_network = "/" in text and found.ip == found.network.network_address
    return None if is_network and found.network.num_addresses > 1 else found.ip


def _candidates(patterns: Sequence[Pattern], state: State) -> set[str]:
    """The values that the first pattern which binds the answer finds for it by itself."""
    some = (pattern for pattern in patterns if pattern.quantifier is Quantifier.SOME)
    binding = (pattern for pattern in some if ANSWER in map(binds, pattern.terms))
    pattern = next(binding, None)
    if pattern is None:
        return set()
    return {bindings[ANSWER] for _, bindings in matches(pattern, state, {})}


def _forms(said: str, fields: frozenset[str]) -> Iterator[str]:
    """What may have been meant: the words as they are, and what stands behind a field's name."""
    yield from _bare_forms(said)
    if fields & _PORTS:
        yield from (_SOCKET.sub(r"\1", form) for form in _bare_forms(said))
    for field in fields:
        named = re.match(rf"{re.escape(field)}(\s*[:=]\s*|\s+)", said)
        if named:
            yield from _bare_forms(said[named.end() :])


def _bare_forms(said: str) -> Iterator[str]:
    """A word as it was given, and on to the barest."""
    yield said
    yield _HEAD.sub(r"\1", said)
    unended = said[:-1] if said.endswith(_ENDS) else said
    bare = _unquoted(unended)
    yield bare
    if unended == said and bare.endswith(_ENDS):
        bare = bare[:-1]
        yield bare
    yield _TWIN.sub("", bare)
    yield _SPACE.sub(r"\1", bare)
    yield _MAPPED.sub(r"\1", bare)


def _unquoted(text: str) -> str:
    quoted = len(text) > 1 and _QUOTES.get(text[0]) == text[-1]
    return text[1:-1].strip() if quoted else text
