"""Texts of a journal as they may stand in a document: no control character, no change of direction, no end."""

from tutor.controls import CONTROLS

LONGEST = 4000
"""Characters of one text."""
LARGEST = 300_000
"""Characters of one block, like a map or its picture."""


def clean(text: object) -> str:
    """One line of text; of anything else nothing."""
    return " ".join(CONTROLS.sub("", text[:LONGEST]).split()) if isinstance(text, str) else ""


def clean_block(text: object) -> str:
    """Text of several lines, its spaces kept."""
    return CONTROLS.sub("", text[:LARGEST]).expandtabs(4).strip("\n") if isinstance(text, str) else ""
