"""Lines of pieces in the colours of a terminal; without them where it has none, or none are wanted."""

import os
import sys
from collections.abc import Iterable, Mapping
from typing import Protocol


class Piece(Protocol):
    """Text of one look."""

    @property
    def text(self) -> str:
        """What it says."""

    @property
    def style(self) -> str:
        """How it looks, in a word."""


def coloured(line: Iterable[Piece], colours: Mapping[str, str]) -> str:
    """A line with each look in its colour, by the numbers that terminals know (NO_COLOR is honoured)."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return "".join(piece.text for piece in line).rstrip()
    return "".join(
        f"\x1b[{colours[piece.style]}m{piece.text}\x1b[m" if piece.style in colours else piece.text
        for piece in line
    )
