"""A grid of character cells to draw on, which becomes lines of pieces."""

from itertools import groupby

from tutor.map.clean import char_width, width
from tutor.map.piece import Line, Piece, Style
from tutor.map.scene import Id

Cell = tuple[str, Style, Id | None]
"""A character with its look and thing; the second column of a wide one is empty text."""
BLANK: Cell = (" ", Style.PLAIN, None)

_PLAIN = {
    "-": "─━═╌┄·",
    "|": "│┃║╎┆",
    "+": "╭╮╰╯┌┐└┘├┤┬┴┼╓╟╙╫┏┓┗┛┣┫┠┨┯┷╔╗╚╝╢╧┝",
    ">": "→",
    "<": "◂",
    "x": "✘╳",
    "~": "…",
}
ASCII = str.maketrans({fancy: plain for plain, many in _PLAIN.items() for fancy in many})


class Canvas:
    """As wide as it is told, and as high as it is drawn on."""

    def __init__(self, columns: int, *, ascii_only: bool = False) -> None:
        self.columns = columns
        self._ascii = ascii_only
        self._rows: list[list[Cell]] = []
        self._narrow: list[bool] = []
        """For each row: whether all that was written in it is one column a character."""

    @property
    def height(self) -> int:
        """Lines drawn on so far."""
        return len(self._rows)

    def put(self, x: int, y: int, text: str, style: Style = Style.PLAIN, thing: Id | None = None) -> None:
        """Write clean text; what lies beyond an edge is cut off."""
        while len(self._rows) <= y:
            self._rows.append([BLANK] * self.columns)
            self._narrow.append(True)
        row, columns = self._rows[y], width(text)
        if self._narrow[y] and columns == len(text) and x >= 0 and x + columns <= self.columns:
            row[x : x + columns] = [(char, style, thing) for char in text]
            return
        self._narrow[y] = False
        for char in text:
            columns = char_width(char)
            if x >= 0 and x + columns <= self.columns:
                _set(row, x, (char, style, thing), columns)
            x += columns

    def put_line(self, x: int, y: int, line: Line) -> None:
        """Write pieces beside each other."""
        for piece in line:
            self.put(x, y, piece.text, piece.style, piece.thing)
            x += width(piece.text)

    def column(self, x: int, top: int, bottom: int, char: str, style: Style, thing: Id | None = None) -> None:
        """A vertical stroke, its last row included; it leaves alone what it would cross."""
        for y in range(top, bottom + 1):
            if self.at(x, y) == " ":
                self.put(x, y, char, style, thing)

    def at(self, x: int, y: int) -> str:
        """The character of a cell."""
        inside = 0 <= y < len(self._rows) and 0 <= x < self.columns
        return self._rows[y][x][0] if inside else " "

    def lines(self) -> list[Line]:
        """What was drawn, each line exactly as wide as the canvas."""
        return [tuple(map(self._piece, _runs(row))) for row in self._rows]

    def _piece(self, run: tuple[str, Style, Id | None]) -> Piece:
        text, style, thing = run
        return Piece(to_ascii(text) if self._ascii else text, style, thing)


def _set(row: list[Cell], x: int, cell: Cell, columns: int) -> None:
    """Put a character in its cells; half of a wide one that it overwrites becomes blank."""
    end = x + columns
    if not row[x][0]:
        row[x - 1] = BLANK
    if end < len(row) and not row[end][0]:
        row[end] = BLANK
    row[x:end] = [cell, ("", cell[1], cell[2])][:columns]


def to_ascii(text: str) -> str:
    """The text in ASCII alone, of the same width."""
    return "".join(char if char.isascii() else "?" * char_width(char) for char in text.translate(ASCII))


def _runs(row: list[Cell]) -> list[tuple[str, Style, Id | None]]:
    grouped = groupby(row, key=lambda cell: (cell[1], cell[2]))
    return [("".join(cell[0] for cell in cells), style, thing) for (style, thing), cells in grouped]
