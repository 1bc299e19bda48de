"""Who may come in: whoever once showed the token, in the browser that showed it, from the server's own page."""

import hmac
import secrets
from urllib.parse import urlsplit

from aiohttp import web

from tutor.language import _

TOKEN = "token"  # noqa: S105 - the name of it in the address
VISITOR = "tutor-visitor"
YEAR = 365 * 24 * 3600
"""Seconds that a browser remembers who its visitor was."""
_BYTES = 32
_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; font-src 'self'; img-src 'self' data: blob:; "
    "style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}
"""Nothing is fetched from elsewhere, nothing is shown inside another page, no address with the token is passed on."""


class Gate:
    """The token of one server, and the pass that a browser gets for it.

    The pass is a cookie, so that all the browser asks for is held to it, and not the token itself: it is
    worth nothing once this server has ended.
    """

    def __init__(self, port: int) -> None:
        self.token = secrets.token_urlsafe(_BYTES)
        self._pass = secrets.token_urlsafe(_BYTES)
        self._cookie = f"tutor-pass-{port}"
        """Cookies do not tell ports apart: two servers must not take each other's away."""

    def shows_token(self, request: web.Request) -> bool:
        """Whether the address has the token in it."""
        return request.path == "/" and _same(request.query.get(TOKEN, ""), self.token)

    def has_pass(self, request: web.Request) -> bool:
        """Whether this browser came in by the token before."""
        return _same(request.cookies.get(self._cookie, ""), self._pass)

    def admit(self, request: web.Request, response: web.StreamResponse) -> None:
        """Give the browser its pass, and who has never been here a name to be known by."""
        visitor = request.cookies.get(VISITOR) or secrets.token_urlsafe(_BYTES)
        response.set_cookie(self._cookie, self._pass, httponly=True, samesite="Strict")
        response.set_cookie(VISITOR, visitor, max_age=YEAR, httponly=True, samesite="Strict")


def comes_from_own_page(request: web.Request) -> bool:
    """Whether a page of this very server asks: browsers say so whenever they open a websocket."""
    origin = urlsplit(request.headers.get("Origin", ""))
    return origin.scheme in ("http", "https") and origin.netloc == request.headers.get("Host")


def refusal(why: str) -> web.Response:
    """One sentence, and nothing else."""
    return web.Response(status=web.HTTPForbidden.status_code, text=f"{why}\n")


def no_token() -> str:
    """What is said to who has no token."""
    return _("Open the address that was printed, with the token in it: without it nobody comes in.")


def foreign_page() -> str:
    """What is said to a page from elsewhere."""
    return _("This is opened from its own page only, and not from another one.")


def _same(given: str, wanted: str) -> bool:
    """Whether two words are the same, in a time that does not tell how much of them is."""
    return hmac.compare_digest(given.encode(errors="replace"), wanted.encode())
