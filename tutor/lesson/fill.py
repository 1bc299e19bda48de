"""The learner's own values in text and commands: ``{{name}}``."""

import re
from collections.abc import Iterator, Mapping

GO_WORDS = frozenset({"end", "else", "nil", "break", "continue"})
"""Words of the templates of ``docker … --format``; between braces they are never a learner's value."""
_NAME = re.compile(
    rf"\{{\{{((?!(?:{'|'.join(sorted(GO_WORDS))})\}})[A-Za-z_][A-Za-z0-9_]*(?:\.[a-z]+)?)\}}\}}"
)


def fill(text: str, known: Mapping[str, str], unknown: str | None = None) -> str:
    """The text with every known name replaced by its value; unknown ones stay as they are, or become this."""
    return _NAME.sub(lambda found: known.get(found[1], unknown or found[0]), text)


def names(text: str) -> Iterator[tuple[str, int]]:
    """Each name in the text, with its offset."""
    return ((found[1], found.start()) for found in _NAME.finditer(text))
