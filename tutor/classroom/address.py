"""The address of a class: one line that a learner types, or reads from a QR code."""

import re
from dataclasses import dataclass, replace
from ipaddress import ip_address
from urllib.parse import quote, unquote, urlsplit

from tutor.errors import ClassError
from tutor.language import _

TLS_PORT, PLAIN_PORT = 8883, 1883
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
"""What a class may be called: it is part of topics."""
_ADDRESS = re.compile(r"[a-z]+://[^\s'\"]+")
"""An address within a line that was copied whole."""
_FINGERPRINT = re.compile(r"sha256=([A-Za-z0-9_-]{43})")
LEARNER, BOARD = "learner", "board"
"""The two users of a broker that ``tutor class host`` has set up."""
EXAMPLE = "mqtts://learner:PASSWORD@192.168.1.5:8883/my-class#sha256=…"


@dataclass(frozen=True, slots=True)
class Address:
    """Where the broker is, as whom one comes, and to which class."""

    host: str
    port: int
    name: str
    """The class."""
    user: str
    password: str
    fingerprint: str = ""
    """SHA-256 of the broker's certificate; empty where an authority that this machine knows vouches for it."""
    tls: bool = True

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        scheme = "mqtts" if self.tls else "mqtt"
        pinned = f"#sha256={self.fingerprint}" if self.fingerprint else ""
        return f"{scheme}://{quote(self.user, '')}:{quote(self.password, '')}@{host}:{self.port}/{self.name}{pinned}"

    def with_password(self, password: str) -> "Address":
        """The same with this password, of the learners unless a user is named."""
        return replace(self, password=password, user=self.user or LEARNER)


def read_address(text: str) -> Address:
    """The address in a line, also in the whole line that joins; raises ClassError that says what is wrong with it."""
    found = _ADDRESS.search(text)
    try:
        parts = urlsplit(found[0] if found else text.strip())
        port, host = parts.port, parts.hostname
    except ValueError as error:
        raise _refusal(str(error)) from error
    if parts.scheme not in ("mqtts", "mqtt") or not host:
        raise _refusal(_("it does not begin with mqtts://"))
    tls = parts.scheme == "mqtts"
    if not tls and not _is_loopback(host):
        raise _refusal(_("without TLS (mqtt://) everybody on the way reads the password"))
    name = parts.path.strip("/")
    if not NAME.fullmatch(name):
        raise _refusal(_('"{name}" is no name of a class: small letters, digits and -', name=name))
    pinned = _FINGERPRINT.fullmatch(parts.fragment)
    if parts.fragment and not pinned:
        raise _refusal(_("what stands after # is no fingerprint, or was cut off"))
    return Address(
        host=host,
        port=port or (TLS_PORT if tls else PLAIN_PORT),
        name=name,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        fingerprint=pinned[1] if pinned else "",
        tls=tls,
    )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refusal(reason: str) -> ClassError:
    return ClassError(
        _("this is no address of a class: {reason}", reason=reason),
        _("it looks like this, in quotes: '{example}'", example=EXAMPLE),
    )
