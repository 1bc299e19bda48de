"""What a namespace tells only when asked: sockets that listen, some sysctls, and the tables of iptables-legacy.

Files and a socket are opened in the namespace once and read again and again, so that a look costs little and
changes no namespace.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tutor.errors import ObserverError
from tutor.language import _
from tutor.observe.sockets import Diag, Found

PERIOD = 0.5
"""Seconds between two looks."""
ALONE = (
    "net/bridge/bridge-nf-call-iptables",
    "net/bridge/bridge-nf-call-ip6tables",
    "net/ipv4/icmp_echo_ignore_all",
    "net/ipv4/ip_local_port_range",
    "net/ipv4/ip_unprivileged_port_start",
    "net/ipv4/conf/all/route_localnet",
    "net/ipv6/conf/all/disable_ipv6",
)
_SYSCTLS = "/proc/sys/"
_LEGACY = ("/proc/thread-self/net/ip_tables_names", "/proc/thread-self/net/ip6_tables_names")
_MOST = 4096
"""Bytes that are read of a file; none of these has more."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look found."""

    sockets: tuple[Found, ...] = ()
    sysctls: tuple[tuple[str, str], ...] = ()
    legacy: bytes = b""
    """Names of the tables of iptables-legacy."""
    trouble: str = ""


class Look:
    """Looks into the namespace in which it was made."""

    def __init__(self) -> None:
        self._diag = Diag()
        self._files: dict[str, int] = {}
        self._shut: set[str] = set()
        self._open([*(_SYSCTLS + path for path in ALONE), *_LEGACY])

    def close(self) -> None:
        """Close all files and the socket."""
        self._diag.close()
        for descriptor in self._files.values():
            os.close(descriptor)

    def is_whole(self) -> bool:
        """Whether all is open that this kernel has; if not, ``open_more``, inside the namespace."""
        # A kernel learns of iptables-legacy when it is first used, in whichever namespace.
        return all(path in self._files or not Path(path).exists() for path in _LEGACY)

    def open_more(self) -> None:
        """Look at what there was not yet when this was made."""
        self._open(path for path in _LEGACY if path not in self._files)

    def see(self) -> Seen:
        """What there is now; trouble where some of it may not be looked at."""
        if self._shut:
            return Seen(trouble=_("{path} cannot be read", path=min(self._shut)))
        try:
            texts = {path: self._read(path) for path in list(self._files)}
            sysctls = [(path, text) for path, text in texts.items() if path.startswith(_SYSCTLS) and text]
            return Seen(
                sockets=self._diag.listening(),
                sysctls=tuple(
                    (path[len(_SYSCTLS) :], " ".join(text.decode().split())) for path, text in sysctls
                ),
                legacy=b"".join(texts.get(path, b"") for path in _LEGACY),
            )
        except (OSError, ObserverError) as error:
            return Seen(trouble=_("sockets and sysctls cannot be read: {reason}", reason=error))

    def _open(self, paths: Iterable[str]) -> None:
        for path in paths:
            try:
                self._files[path] = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            except FileNotFoundError:  # this kernel has no such thing, or the link has gone
                continue
            except PermissionError:  # whoever reads the rules speaks up for those of iptables-legacy
                self._shut |= {path} - {*_LEGACY}
            except OSError:  # too many are open
                self._shut.add(path)

    def _read(self, path: str) -> bytes:
        try:
            return os.pread(self._files[path], _MOST, 0)
        except OSError:  # it has gone
            os.close(self._files.pop(path))
            return b""
