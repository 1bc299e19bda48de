"""The server: the page, the websocket behind it, and at the other end of that a visitor's own program."""

import asyncio
import socket
from importlib.resources import files
from typing import Any

import aiohttp_jinja2
from aiohttp import WSCloseCode, web
from aiohttp.typedefs import Handler
from textual_serve.server import Server, to_int

from tutor.serve.app import PATIENCE, ProgramApp
from tutor.serve.gate import HEADERS, VISITOR, Gate, comes_from_own_page, foreign_page, no_token, refusal
from tutor.serve.program import Program
from tutor.serve.seats import FullError, Seats

HEARTBEAT = 15.0
"""Seconds between two looks whether a browser is still there."""
AGAIN = 15
"""Seconds after which a page that found no seat asks again."""
PAGE = files("tutor.serve") / "page"
NONSENSE = (ValueError, TypeError, LookupError, AttributeError, AssertionError)
"""What comes of words of a browser that are none of the page's."""


class ProgramServer(Server):
    """Serves a program to everybody whom the gate lets in, as long as there are seats."""

    def __init__(self, program: Program, gate: Gate, seats: int) -> None:
        super().__init__("tutor", title="Tutor", templates_path=str(PAGE))
        self._program = program
        self._words = program.words(seats)
        self._gate = gate
        self._seats = Seats(seats)

    async def make_app(self) -> web.Application:
        """The web application: textual-serve's, behind the gate."""
        app = await self._make_app()
        app.middlewares.append(self._guard)
        app.router.add_static("/page", str(PAGE))
        app.on_response_prepare.append(_add_headers)
        return app

    async def on_startup(self, app: web.Application) -> None:
        """Say nothing: the door has said it."""

    async def on_shutdown(self, app: web.Application) -> None:  # noqa: ARG002 - textual-serve names it
        """Ask all visitors to leave, so that their labs end."""
        await self._seats.empty()

    async def handle_index(self, request: web.Request) -> web.Response:
        """The page of the program, or that there is no seat."""
        visitor = request.cookies[VISITOR]
        return self._page(request) if self._seats.has_room(visitor) else self._full(request)

    async def handle_websocket(self, request: web.Request) -> web.StreamResponse:  # type: ignore[override]
        """Run the program for a visitor until they leave."""
        visitor = request.cookies[VISITOR]
        if not self._seats.has_room(visitor):
            return self._full(request)
        browser = web.WebSocketResponse(heartbeat=HEARTBEAT)
        await browser.prepare(request)
        try:
            async with self._seats.take(visitor, browser.close):
                await self._play(visitor, request, browser)
        except FullError:
            await browser.close(code=WSCloseCode.TRY_AGAIN_LATER)
        except NONSENSE:
            await browser.close(code=WSCloseCode.UNSUPPORTED_DATA)
        return browser

    async def _play(self, visitor: str, request: web.Request, browser: web.WebSocketResponse) -> None:
        if browser.closed:
            return
        command = await asyncio.to_thread(self._program.command, visitor)
        app = ProgramApp(command, browser, self.download_manager)
        try:
            await app.start(*(to_int(request.query.get(side, ""), 80) for side in ("width", "height")))
            await self._process_messages(browser, app)
        finally:
            await app.stop()

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let in who shows the token, and after that whoever has the pass that this gave them."""
        if self._gate.shows_token(request):
            entering = _render("enter.html", request, words=self._words.enter)
            self._gate.admit(request, entering)
            return entering
        if not (self._gate.has_pass(request) and request.cookies.get(VISITOR)):
            return refusal(no_token())
        if request.path == "/ws" and not comes_from_own_page(request):
            return refusal(foreign_page())
        return await handler(request)

    def _page(self, request: web.Request) -> web.Response:
        words = {
            "ended": self._words.ended,
            "again": self._words.again,
            "font_size": min(max(to_int(request.query.get("fontsize", ""), 16), 6), 60),
        }
        return _render("course.html", request, **words)

    def _full(self, request: web.Request) -> web.Response:
        response = _render("full.html", request, words=self._words.full, seconds=AGAIN)
        response.set_status(web.HTTPServiceUnavailable.status_code)
        response.headers["Retry-After"] = str(AGAIN)
        return response


def serve(program: Program, gate: Gate, seats: int, listening: socket.socket) -> None:
    """Serve until Ctrl-C or SIGTERM; then end every visitor's program, and its lab with it."""
    server = ProgramServer(program, gate, seats)
    web.run_app(server.make_app(), sock=listening, print=None, access_log=None, shutdown_timeout=2 * PATIENCE)


def _render(template: str, request: web.Request, **words: Any) -> web.Response:
    return aiohttp_jinja2.render_template(template, request, words)


async def _add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)
