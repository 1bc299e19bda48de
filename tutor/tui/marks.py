"""Marks of claims: a glyph, a word and a colour for each verdict, so that no one of them must be seen."""

from dataclasses import dataclass

from tutor.claims import Standing
from tutor.tui.glyphs import CAN_SHOW_GLYPHS


@dataclass(frozen=True, slots=True)
class Mark:
    """How one standing looks."""

    glyph: str
    plain: str
    """The same for terminals without these glyphs."""
    style: str

    def __str__(self) -> str:
        return self.glyph if CAN_SHOW_GLYPHS else self.plain


MARKS = {
    Standing.HOLDS: Mark("✔", "[x]", "$text-success"),
    Standing.REFUTED: Mark("✘", "[ ]", "$text-error"),
    Standing.CANNOT_TELL: Mark("?", "[?]", "$text-warning"),
}
UNASKED = Mark("·", "[.]", "$text-muted")


def mark_of(standing: Standing | None) -> Mark:
    """The mark of a standing, or of a claim that was not judged yet."""
    return MARKS[standing] if standing else UNASKED
