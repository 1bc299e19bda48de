"""Sentences in which `code` stands between backticks."""

import re

from textual.content import Content

_CODE = re.compile(r"(`[^`]+`)")
STYLE = "bold $text-accent"


def with_code(sentence: str) -> Content:
    """The sentence as it is shown: what was between backticks stands out, without them."""
    parts = _CODE.split(sentence)
    return Content.assemble(*((part[1:-1], STYLE) if _CODE.fullmatch(part) else part for part in parts))
