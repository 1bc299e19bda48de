"""What a user wants followed: ``from=web to=db:80``, ``from=outside to=host:8080``, ``from=host to=web icmp``."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address

from tutor.errors import TutorError
from tutor.language import _, mark

PROTOCOLS = ("tcp", "udp", "icmp")
STATES = ("new", "established")
LAST_PORT = 65535
LARGEST = 65507
"""Bytes that fit into one packet beside the headers of IP and ICMP."""
EXAMPLE = mark("write it like: from=outside to=host:8080, from=web to=8.8.8.8:53/udp, from=host to=web icmp")
ICMP_SIZE = 56
_END = re.compile(
    r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<name>[^\[\]:/]+)|(?P<bare>[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*))"
    r"(?::(?P<port>\d{1,5}))?(?:/(?P<proto>[a-z]+))?"
)


class FlowError(TutorError):
    """Words that are no flow; without another advice, with an example of one."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message, advice or _(EXAMPLE))


@dataclass(frozen=True, slots=True)
class Flow:
    """From where to where, and with what."""

    source: str
    """A place: host, outside, a node, a container."""
    dest: str
    """A place or an address."""
    proto: str = "tcp"
    """tcp, udp or icmp."""
    port: int | None = None
    """None with icmp."""
    family: int = 4
    size: int = ICMP_SIZE
    """With icmp: bytes of payload."""
    state: str = "new"
    """new, or established: a later packet of a connection that was allowed."""

    def text(self) -> str:
        """As a user writes it."""
        where = f"[{self.dest}]" if ":" in self.dest else self.dest
        port = f":{self.port}" if self.port else ""
        words = [f"from={self.source}", f"to={where}{port}{'/udp' if self.proto == 'udp' else ''}"]
        words += ["icmp"] if self.proto == "icmp" else []
        words += ["ipv6"] if self.family == 6 and not is_address(self.dest) else []  # noqa: PLR2004 # IP's version
        words += [f"size={self.size}"] if self.size != ICMP_SIZE else []
        return " ".join(words + ([self.state] if self.state != "new" else []))


def parse(words: Iterable[str]) -> Flow:
    """The flow that these words say. Raises FlowError."""
    fields: dict[str, str] = {}
    for word in " ".join(words).split():
        name, value = _field(word)
        if name in fields:
            raise FlowError(_("{name} is said twice: {word}", name=name, word=word))
        fields[name] = value
    for name in ("from", "to"):
        if not fields.get(name):
            raise FlowError(_("a flow needs {name}=…", name=name))
    return _flow(fields)


def is_address(text: str) -> bool:
    """Whether this is an IP address."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _field(word: str) -> tuple[str, str]:
    if word in PROTOCOLS:
        return "proto", word
    if word in STATES:
        return "state", word
    if word in ("ipv4", "ipv6"):
        return "family", word[-1]
    name, equals, value = word.partition("=")
    if not equals or name not in ("from", "to", "proto", "size", "family", "state", "port"):
        raise FlowError(_("{word} is no part of a flow", word=word))
    return name, value


def _flow(fields: dict[str, str]) -> Flow:
    found = _END.fullmatch(fields["to"])
    if not found:
        raise FlowError(_("{place} is no place to go to", place=fields["to"]))
    dest = found["six"] or found["bare"] or found["name"]
    proto = fields.get("proto") or found["proto"] or "tcp"
    if proto not in PROTOCOLS or (found["proto"] and found["proto"] != proto):
        raise FlowError(
            _("a packet of {proto} cannot be followed", proto=proto),
            _("it is one of: {names}", names=", ".join(PROTOCOLS)),
        )
    port = _port(found["port"] or fields.get("port"), proto)
    family = _family(dest, fields.get("family", ""))
    state = fields.get("state", "new")
    if state not in STATES:
        raise FlowError(
            _("a packet cannot be {state}", state=state), _("it is one of: {names}", names=", ".join(STATES))
        )
    return Flow(fields["from"], dest, proto, port, family, _size(fields.get("size", ""), proto), state)


def _port(text: str | None, proto: str) -> int | None:
    if proto == "icmp":
        if text:
            raise FlowError(_("icmp has no ports"))
        return None
    if not text or not 0 < int(text) <= LAST_PORT:
        raise FlowError(_("{proto} needs a port from 1 to {last}", proto=proto, last=LAST_PORT))
    return int(text)


def _family(dest: str, said: str) -> int:
    family = ip_address(dest).version if is_address(dest) else int(said or 4)
    if (said and int(said) != family) or family not in (4, 6):
        raise FlowError(_("{dest} is no address of IPv{version}", dest=dest, version=said))
    return family


def _size(text: str, proto: str) -> int:
    if not text:
        return ICMP_SIZE
    if proto != "icmp" or not text.isdigit() or int(text[:6]) > LARGEST:
        raise FlowError(_("size is for icmp, 0 to {most} bytes", most=LARGEST))
    return int(text)
