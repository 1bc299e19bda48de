"""Texts of a journal as they may stand in a document: no control character, no change of direction, no end."""

import re

LONGEST = 4000
"""Characters of one text."""
LARGEST = 300_000
"""Characters of one block, like a map or its picture."""
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)


def clean(text: object) -> str:
    """One line of text; of anything else nothing."""
    return " ".join(_CONTROLS.sub("", text[:LONGEST]).split()) if isinstance(text, str) else ""


def clean_block(text: object) -> str:
    """Text of several lines, its spaces kept."""
    return _CONTROLS.sub("", text[:LARGEST]).expandtabs(4).strip("\n") if isinstance(text, str) else ""
