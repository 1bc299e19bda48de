"""A terminal that remembers what scrolled out of it, and leaves the app's own keys to the app."""

import time

from rich.segment import Segment
from textual import events
from textual.strip import Strip
from textual_tty import Terminal

from tutor.tui.widgets.flood import Intake, draw
from tutor.tui.widgets.page import Page

LEAVE = "ctrl+right_square_bracket"
"""The chord that gives the keys back to the lesson."""
FOR_THE_APP = (LEAVE, *(f"f{number}" for number in range(1, 10)))
CALM, ASIDE = 0.1, 0.5
"""Seconds between two paints while whole pages rush past, which nobody reads; and where the keys are elsewhere."""


class NodeTerminal(Terminal):
    """A terminal in a node."""

    takes_every_key = True
    """But the app's own; see FOR_THE_APP."""

    def __init__(self, command: list[str]) -> None:
        super().__init__(command=command)
        blitter = self.board.blitter
        self._page = Page(self.board.width, self.board.height)
        blitter.primary_buffer = blitter.current_buffer = self._page
        self._top: int | None = None
        """Number of the line at the top, where the view is scrolled back."""
        self._painted = (0, 0.0)
        """Lines that had gone when it was painted last, and when that was."""

    async def on_mount(self) -> None:
        """Begin; a flood of output never keeps a key waiting."""
        await super().on_mount()
        if connection := self.board.host.connection:
            connection.read_async = Intake(connection.read_async, self._pressed).take

    def feed(self, data: str) -> None:
        """Take what the shell prints; it is seen at the next tick."""
        draw(data, self._page, self.board)
        self._dirty = True

    def _tick(self) -> None:
        gone, at = self._painted
        now = time.monotonic()
        calm = CALM if self.has_focus else ASIDE
        if self._page.count - gone < self._page.height or now - at > calm:
            self._painted = (self._page.count, now)
            super()._tick()

    def _pressed(self) -> float:
        """When a key was pressed last, anywhere."""
        return float(getattr(self.app, "pressed", 0.0))

    async def on_key(self, event: events.Key) -> None:
        """Take every key but the app's own; Shift with a page key scrolls, any other ends that."""
        event.prevent_default()
        if event.key in FOR_THE_APP:
            return
        if event.key in ("shift+pageup", "shift+pagedown"):
            self.scroll_back(self.size.height - 1 if event.key == "shift+pageup" else 1 - self.size.height)
            event.stop()
            return
        self._scroll_to_end()
        super().on_key(event)

    def scroll_back(self, lines: int) -> None:
        """Move the view back by so many lines, or forth where negative; what is printed meanwhile does not move it."""
        end = self._page.count
        top = max(end - len(self._page.gone), (end if self._top is None else self._top) - lines)
        if not self.board.blitter.in_alt_screen:
            self._top = top if top < end else None
            self.refresh()

    def _scroll_to_end(self) -> None:
        if self._top is not None:
            self._top = None
            self.refresh()

    def type(self, text: str) -> None:
        """Type commands and run them, as a person would."""
        self._scroll_to_end()
        self.board.input_paste(text)
        self.board.input("\r")

    def render_line(self, y: int) -> Strip:
        """A line of what is there, or, scrolled back, of what was."""
        if self._top is None or self.board.blitter.in_alt_screen:
            shown: Strip = super().render_line(y)
            return shown
        row = self._page.line(self._top + y)
        cells = [row] if isinstance(row, tuple) else row
        strip = Strip([Segment(text, self._to_rich(style)) for style, text in cells])
        return strip.adjust_cell_length(self.size.width)

    def _wheel(self, event: events.MouseEvent, button: int, arrow: str) -> None:
        super()._wheel(event, button, arrow)
        if self.mouse_mode == "off" and not self.board.blitter.in_alt_screen:
            self.scroll_back(3 if arrow == "up" else -3)
            event.stop()
