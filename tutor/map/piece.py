"""Pieces of text on the map: what they say, how they look, and which thing they stand for."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tutor.map.clean import clip, width
from tutor.map.scene import Id


class Style(StrEnum):
    """How a piece looks; whoever shows it chooses the colours."""

    PLAIN = "plain"
    DIM = "dim"
    NODE = "node"
    BOX = "box"
    NAME = "name"
    LINK = "link"
    ADDRESS = "address"
    SWITCH = "switch"
    NETWORK = "network"
    CABLE = "cable"
    PUBLISHED = "published"
    ROUTE = "route"
    WIRE = "wire"
    TUNNEL = "tunnel"
    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"
    REFUTED = "refuted"
    PACKET = "packet"


@dataclass(frozen=True, slots=True)
class Piece:
    """Clean text of one look, which stands for one thing or none."""

    text: str
    style: Style = Style.PLAIN
    thing: Id | None = None


Line = tuple[Piece, ...]
"""Pieces beside each other."""


def line_width(line: Iterable[Piece]) -> int:
    """Columns that a line takes."""
    return sum(width(piece.text) for piece in line)


def clip_line(line: Line, columns: int) -> Line:
    """As much of a line as fits."""
    kept: list[Piece] = []
    for piece in line:
        room = columns - line_width(kept)
        if width(piece.text) > room:
            return (*kept, Piece(clip(piece.text, room), piece.style, piece.thing))
        kept.append(piece)
    return tuple(kept)


def fit(line: Line, columns: int) -> Line:
    """A line that fits: where there is no room, addresses lose their prefix length first."""
    if line_width(line) > columns:
        line = tuple(map(_without_prefix, line))
    return clip_line(line, columns)


def join(words: Iterable[Piece], gap: str = "  ") -> Line:
    """Words beside each other with gaps between them."""
    joined: list[Piece] = []
    for word in words:
        joined += [Piece(gap), word] if joined else [word]
    return tuple(joined)


def wrap(words: Iterable[Piece], columns: int, gap: str = "  ") -> list[Line]:
    """Words in as many lines as they need; a word too long for a line is cut."""
    lines: list[list[Piece]] = []
    for word in words:
        longer = [*lines[-1], word] if lines else []
        if lines and line_width(join(longer, gap)) <= columns:
            lines[-1] = longer
        else:
            lines.append([word])
    return [clip_line(join(line, gap), columns) for line in lines]


def _without_prefix(piece: Piece) -> Piece:
    short = piece.text.partition("/")[0] if piece.style is Style.ADDRESS else piece.text
    return Piece(short, piece.style, piece.thing)
