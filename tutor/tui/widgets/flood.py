"""What keeps a flood of output from drowning the keys: it is taken in morsels, with a pause after each."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from bittty import Board

from tutor.tui.widgets.page import Page

SIP = 32768
"""Bytes that are read at a time: plain lines as many take two milliseconds."""
MORSEL = 2048
"""Characters that are drawn at a time, where they are more than plain lines: about two milliseconds of work."""
LONGEST = 0.03
"""Seconds of pause at most."""
SERVED = 0.05
"""Seconds that a key has to be served."""
AGAIN = "\x1b[H\x1b[2J"
"""Begins an empty page at its first line."""


class Intake:
    """Hands on what a shell prints, and leaves the machine to others for twice as long as the last morsel took.

    Whoever has just pressed a key has it for longer, until what the key does is painted.
    """

    def __init__(self, read: Callable[[int], Awaitable[str]], pressed: Callable[[], float]) -> None:
        self._read, self._pressed = read, pressed
        self._left = ""
        self._handed = 0.0

    async def take(self, _size: int) -> str:
        """The next morsel; what is nothing but lines is one, however long."""
        if self._handed:
            await asyncio.sleep(min(2 * (time.monotonic() - self._handed), LONGEST))
        if not self._left:
            self._left = await self._read(SIP)
        if self._handed or len(self._left) >= MORSEL:
            await self._make_way()
        cut = len(self._left) if is_plain(self._left) else MORSEL
        morsel, self._left = self._left[:cut], self._left[cut:]
        self._handed = time.monotonic() if len(morsel) >= MORSEL else 0.0
        return morsel

    async def _make_way(self) -> None:
        """Wait until every key is served, also one that came while there was nothing to take."""
        while (left := self._pressed() + SERVED - time.monotonic()) > 0:  # noqa: ASYNC110 - a key sets no event
            await asyncio.sleep(left)


def is_plain(text: str) -> bool:
    """Whether it is nothing but lines of plain letters, the end of one perhaps torn apart."""
    whole = text.removeprefix("\n").removesuffix("\r").replace("\r\n", "")
    return whole.isascii() and whole.isprintable()


def draw(text: str, page: Page, board: Board) -> None:
    """Draw output on a page; of many plain lines only the last, for the others would scroll past unseen."""
    lines = text.split("\r\n")
    if len(lines) <= 3 * page.height or not is_plain(text) or not _is_ordinary(page, board):
        board.parser.feed(text)
        return
    ends = page.height + 1
    board.parser.feed("\r\n".join([*lines[: page.height], ""]))
    unseen = "\n".join(lines[page.height : -ends])
    page.turn(board.charset.translate(unseen).split("\n"), board.style.current)
    board.parser.feed(AGAIN + "\r\n".join(lines[-ends:]))


def _is_ordinary(page: Page, board: Board) -> bool:
    """Whether a line of letters does nothing but what it does in any shell."""
    blitter, modes, parser = board.blitter, board.modes, board.parser
    return bool(
        blitter.current_buffer is page
        and (blitter.scroll_top, blitter.scroll_bottom) == (0, page.height - 1)
        and modes.auto_wrap
        and not modes.left_right_margin_mode
        and not (board.printer.controller_mode or board.printer.auto_print)
        and parser.mode is None
        and parser.pos >= len(parser.buffer)
    )
