"""Where the server listens: on this machine alone, unless it is told to be open to others."""

import ipaddress
import socket

from tutor.errors import TutorError
from tutor.language import _


def listen(bind: str, port: int, *, expose: bool, danger: str) -> socket.socket:
    """A socket that listens there; a place that others can reach is refused, with the danger, unless it is asked for."""
    family, address = _resolve(bind, port)
    if not (expose or _is_loopback(address[0])):
        raise TutorError(
            _("{address} can be reached from other machines, and that was not asked for", address=bind),
            danger
            + "\n"
            + _(
                "Leave it on 127.0.0.1 and put a server with TLS in front of it, or come by ssh -L; "
                "if you mean it all the same: --expose"
            ),
        )
    try:
        return socket.create_server(address, family=family)
    except OSError as error:
        raise TutorError(
            _(
                "nothing can be served on {address}, port {port}: {error}",
                address=bind,
                port=port,
                error=error.strerror or error,
            ),
            _("choose another port: --port 0 takes any that is free"),
        ) from error


def shown(bind: str, listening: socket.socket) -> str:
    """The address to type into a browser, without the token."""
    host, port = listening.getsockname()[:2]
    if ipaddress.ip_address(host).is_unspecified:
        host = socket.gethostname()
    elif bind == "localhost":
        host = bind
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _resolve(bind: str, port: int) -> tuple[socket.AddressFamily, tuple[str, int]]:
    try:
        found = socket.getaddrinfo(bind or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise TutorError(
            _("there is no address {address} to serve on", address=bind),
            _("give one of this machine's own: --bind 127.0.0.1"),
        ) from error
    family, _kind, _protocol, _name, address = found[0]
    return family, (str(address[0]), int(address[1]))


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_loopback
