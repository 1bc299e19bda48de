"""A terminal that remembers what scrolled out of it, and leaves the app's own keys to the app."""

import time
from functools import partial

from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.strip import Strip
from textual_tty import Terminal

from tutor.patience import patience
from tutor.tui.widgets.flood import SERVED, Intake, draw
from tutor.tui.widgets.page import Page
from tutor.tui.widgets.portions import portions

LEAVE = "ctrl+right_square_bracket"
"""The chord that gives the keys back to the lesson."""
FOR_THE_APP = (LEAVE, *(f"f{number}" for number in range(1, 10)))
PASTED = "\x1b[?2004h"
"""What bash prints in front of each prompt: from now on it takes commands."""
PROMPT = patience(5.0)
"""Seconds that a new shell gets for its first prompt: what is typed before, another program may take for its own."""
REDRAWN = patience(0.2)
"""Seconds that a shell gets to hear of its new size: a paste that comes meanwhile it would draw twice."""
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
        self._early: list[str] | None = []
        """Commands that wait for the first prompt; None since there was one."""
        self._fitted: Size | None = None
        """What size the shell was told of last."""
        self._resized = 0.0
        """And when."""
        self._portions: list[str] = []
        """What is left of a block that is too tall to be pasted at once: each portion waits for a prompt."""

    async def on_mount(self, event: events.Mount) -> None:
        """Begin, with one shell: Textual would begin once more for each class above. No flood keeps a key waiting."""
        event.prevent_default()
        await super().on_mount()
        self.set_timer(PROMPT, self._type_early)
        if connection := self.board.host.connection:
            connection.read_async = Intake(connection.read_async, self._pressed).take

    def on_resize(self) -> None:
        """Remember when, and to what."""
        self._fitted, self._resized = self.size, time.monotonic()

    def feed(self, data: str) -> None:
        """Take what the shell prints; it is seen at the next tick."""
        draw(data, self._page, self.board)
        self._dirty = True
        if PASTED in data:
            if self._early is not None:
                self._type_early()
            elif self._portions:
                self._paste(self._portions.pop(0))

    def _tick(self) -> None:
        gone, at = self._painted
        now = time.monotonic()
        calm = CALM if self.has_focus else ASIDE
        rushes = self._page.count - gone >= self._page.height
        if not rushes or (now - at > calm and now - self._pressed() > SERVED):
            self._painted = (self._page.count, now)
            super()._tick()

    def _pressed(self) -> float:
        """When a key was pressed last anywhere but here, where what is printed is what it does."""
        return 0.0 if self.has_focus else float(getattr(self.app, "pressed", 0.0))

    async def on_key(self, event: events.Key) -> None:
        """Take every key but the app's own; Shift with a page key scrolls, any other ends that."""
        event.prevent_default()
        if event.key in FOR_THE_APP:
            return
        if event.key in ("shift+pageup", "shift+pagedown"):
            self.scroll_back(self.size.height - 1 if event.key == "shift+pageup" else 1 - self.size.height)
            event.stop()
            return
        if event.key == "ctrl+c":
            self._portions.clear()
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
        """Type commands and run them, as a person would, who waits for the first prompt."""
        self._scroll_to_end()
        if self._early is not None:
            self._early.append(text)
            return
        self.call_after_refresh(self._begin, text)

    def _begin(self, text: str) -> None:
        """Now it is known how much of it can be seen; a shell that has another size now draws its prompt again first."""
        if self.size != self._fitted or time.monotonic() < self._resized + REDRAWN:
            self.set_timer(REDRAWN, partial(self._begin, text))
            return
        is_idle = not self._portions
        self._portions += portions(text, self.board.width, self.board.height)
        if is_idle and self._portions:
            self._paste(self._portions.pop(0))

    def _paste(self, text: str) -> None:
        self.board.input_paste(text)
        self.board.input("\r")

    def _type_early(self) -> None:
        early, self._early = self._early or (), None
        for text in early:
            self.type(text)

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
