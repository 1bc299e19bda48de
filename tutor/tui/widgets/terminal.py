"""A terminal that remembers what scrolled out of it, and leaves the app's own keys to the app."""

from collections import deque
from typing import Any

from bittty.video import Video
from rich.segment import Segment
from textual import events
from textual.strip import Strip
from textual_tty import Terminal

LEAVE = "ctrl+right_square_bracket"
"""The chord that gives the keys back to the lesson."""
FOR_THE_APP = (LEAVE, *(f"f{number}" for number in range(1, 10)))
REMEMBERED = 5000
"""Lines that may be scrolled back to."""

MORSEL = 2048
"""Bytes of output that are taken at a time: about two milliseconds of work."""

Cells = list[Any]
"""A line of the terminal: pairs of style and character."""


class Page(Video):
    """A page of the terminal's memory that keeps the lines which leave it at the top."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__(width, height)
        self.gone: deque[Cells] = deque(maxlen=REMEMBERED)

    def scroll_region_up(self, top: int, bottom: int, count: int) -> None:
        """Scroll; only what leaves the whole page, not a part of it, is kept."""
        if top == 0 and bottom == self.height - 1:
            self.gone.extend(self.grid[: min(count, self.height)])
        super().scroll_region_up(top, bottom, count)


class NodeTerminal(Terminal):
    """A terminal in a node."""

    def __init__(self, command: list[str]) -> None:
        super().__init__(command=command)
        blitter = self.board.blitter
        self._page = Page(self.board.width, self.board.height)
        blitter.primary_buffer = blitter.current_buffer = self._page
        self._back = 0
        """Lines that the view is scrolled back."""

    async def on_mount(self) -> None:
        """Begin; what the shell prints is taken in morsels, so that a flood of it never keeps a key waiting."""
        await super().on_mount()
        if connection := self.board.host.connection:
            take = connection.read_async
            connection.read_async = lambda _size: take(MORSEL)

    async def on_key(self, event: events.Key) -> None:
        """Take every key but the app's own; Shift with a page key scrolls, any other ends that."""
        if event.key in FOR_THE_APP:
            return
        if event.key in ("shift+pageup", "shift+pagedown"):
            self.scroll_back(self.size.height - 1 if event.key == "shift+pageup" else 1 - self.size.height)
            event.stop()
            return
        self.scroll_back(-self._back)
        super().on_key(event)

    def scroll_back(self, lines: int) -> None:
        """Move the view back by so many lines, or forth where negative."""
        place = max(0, min(self._back + lines, len(self._page.gone)))
        if place != self._back and not self.board.blitter.in_alt_screen:
            self._back = place
            self.refresh()

    def type(self, text: str) -> None:
        """Type commands and run them, as a person would."""
        self.scroll_back(-self._back)
        self.board.input_paste(text)
        self.board.input("\r")

    def render_line(self, y: int) -> Strip:
        """A line of what is there, or, scrolled back, of what was."""
        if not self._back or self.board.blitter.in_alt_screen:
            shown: Strip = super().render_line(y)
            return shown
        place = len(self._page.gone) - self._back + y
        lines = self._page.gone if place < len(self._page.gone) else self._page.grid
        row = lines[place if lines is self._page.gone else place - len(self._page.gone)]
        strip = Strip([Segment(char, self._to_rich(style)) for style, char in row])
        return strip.adjust_cell_length(self.size.width)

    def _wheel(self, event: events.MouseEvent, button: int, arrow: str) -> None:
        super()._wheel(event, button, arrow)
        if self.mouse_mode == "off" and not self.board.blitter.in_alt_screen:
            self.scroll_back(3 if arrow == "up" else -3)
            event.stop()
