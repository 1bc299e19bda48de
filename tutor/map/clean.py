"""Text from the host made safe to draw, and how many columns of a terminal it takes.

Names of links may hold any byte but a slash and white space. What a terminal would obey, hide or
join to its neighbour becomes a replacement character, so that each character left takes one
column or two, whatever stands beside it.
"""

import unicodedata
from functools import lru_cache

from wcwidth import wcwidth

UNSEEN = "\N{REPLACEMENT CHARACTER}"
_JOINING = range(0x1F1E6, 0x1F200), range(0x1F3FB, 0x1F400)
"""Flags' letters and skin tones: two of them, or one after a face, are drawn as one."""


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """The text with nothing in it that could move the cursor or change its neighbours."""
    return "".join(char if _stands_alone(char) else UNSEEN for char in unicodedata.normalize("NFC", text))


@lru_cache(maxsize=4096)
def char_width(char: str) -> int:
    """Columns of one clean character: 1 or 2."""
    return 1 if char.isascii() else wcwidth(char)


@lru_cache(maxsize=4096)
def width(text: str) -> int:
    """Columns of a clean text."""
    return len(text) if text.isascii() else sum(map(char_width, text))


def clip(text: str, columns: int) -> str:
    """As much of a clean text as fits, with an ellipsis where some was cut."""
    if width(text) <= columns:
        return text
    kept = ""
    for char in text:
        if width(kept) + char_width(char) >= columns:
            break
        kept += char
    return f"{kept}…" if columns > 0 else ""


def _stands_alone(char: str) -> bool:
    if char.isascii():
        return char.isprintable()
    joins = any(ord(char) in group for group in _JOINING)
    return char.isprintable() and wcwidth(char) > 0 and not joins
