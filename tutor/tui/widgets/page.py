"""A page of a terminal's memory that remembers what left it at the top."""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import repeat
from typing import Any

from bittty.video import Video

REMEMBERED = 5000
"""Lines that may be scrolled back to."""

Cells = list[Any]
"""A line as it was on the page: pairs of style and character."""
Plain = tuple[Any, str]
"""A line that was never on the page, because too many came at once: its one style, and its text."""


class Page(Video):
    """A page that keeps the lines which leave it, or would have."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__(width, height)
        self.gone: deque[Cells | Plain] = deque(maxlen=REMEMBERED)
        self.count = 0
        """Lines that have ever gone."""

    def scroll_region_up(self, top: int, bottom: int, count: int) -> None:
        """Scroll; only what leaves the whole page, not a part of it, is kept."""
        if top == 0 and bottom == self.height - 1:
            leaving = min(count, self.height)
            self.gone.extend(self.grid[:leaving])
            self.count += leaving
        super().scroll_region_up(top, bottom, count)

    def turn(self, lines: list[str], style: object) -> None:
        """Let the whole page go but its last line, which is empty, and after it these lines."""
        self.gone.extend(row[:] for row in self.grid[:-1])
        rows = lines if len(max(lines, key=len)) <= self.width else list(_fold(lines, self.width))
        self.gone.extend(zip(repeat(style), rows[-REMEMBERED:], strict=False))
        self.count += self.height - 1 + len(rows)

    def line(self, number: int) -> Cells | Plain:
        """A line by its number since the beginning; the oldest where it is forgotten."""
        place = max(0, number - self.count + len(self.gone))
        if place < len(self.gone):
            return self.gone[place]
        row: Cells = self.grid[min(place - len(self.gone), self.height - 1)]
        return row


def _fold(lines: Iterable[str], width: int) -> Iterator[str]:
    for line in lines:
        yield from (line[at : at + width] for at in range(0, len(line) or 1, width))
