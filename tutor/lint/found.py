"""What lint finds, and the word that was probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches

from tutor.lesson.parts import Place

Found = tuple[Place, str]
"""A place in a lesson, and what is wrong there."""


def suggest(word: str, known: Iterable[str]) -> str:
    """«; did you mean …?» where a known word is near."""
    near = get_close_matches(word, list(known), n=1)
    return f'; did you mean "{near[0]}"?' if near else ""
