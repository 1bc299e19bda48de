"""The sheet that the text painter draws on: a canvas, what is pointed at, and where rails must go."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from tutor.map.canvas import Canvas
from tutor.map.clean import width
from tutor.map.marks import Highlight, Mark, strongest
from tutor.map.piece import Style
from tutor.map.scene import Id

MARK_ROOM = 10
"""Columns that are kept free for a mark with its word."""


@dataclass(slots=True)
class Sheet:
    """A canvas with what the drawing of one scene needs to know all over it."""

    canvas: Canvas
    highlight: Highlight
    card_rows: int
    """Rows of cards that a switch may have before its boxes become a list."""
    left: int
    """Where the contents of a node begin."""
    right: int
    """The last column of the contents of a node."""
    rail: int | None
    """Column of the wire."""
    tunnels: dict[str, int]
    """Column of each overlay's tunnel, by its number."""
    wired: list[int] = field(default_factory=list)
    """Rows where the wire has a plug."""
    ends: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Rows where a tunnel ends."""

    @property
    def columns(self) -> int:
        """Columns of the contents of a node."""
        return self.right - self.left + 1

    def mark(self, things: Iterable[Id | None]) -> Mark | None:
        """The mark to show for several things."""
        return strongest(things, self.highlight)

    def point(self, x: int, y: int, room: int, things: Iterable[Id | None]) -> None:
        """Write the mark of things at a place, with its word where there is room."""
        if mark := self.mark(things):
            self.canvas.put(x, y, _words(mark, room), Style(mark.value))

    def point_left_of(
        self, x: int, y: int, room: int, things: Iterable[Id | None], *, frame: str = ""
    ) -> None:
        """Write the mark of things so that it ends before a column."""
        if mark := self.mark(things):
            words = f"{frame}{_words(mark, room - 2 * len(frame))}{frame}"
            self.canvas.put(x - width(words), y, words, Style(mark.value))


def _words(mark: Mark, room: int) -> str:
    return mark.words if width(mark.words) <= room else mark.sign
