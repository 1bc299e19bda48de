"""A regular expression as people would write what it stands for: ``web.1.…``, drop or reject."""

import re

from tutor.language import _

_STANDS_FOR = (
    (re.compile(r"\[0-9\]\+"), "1"),
    (re.compile(r"\[a-z0-9\]\{\d+\}"), "…"),
    (re.compile(r"\\([.+*?/-])"), r"\1"),
)
"""Parts of expressions, and an example of what they match."""
_BEGIN = re.compile(r"^(?:\^|\(\^[|:,]*\))")
_END = re.compile(r"(?:\$|\([,|]*\$\))$")
_ALTERNATIVES = re.compile(r"\^?\(?(\w+(?:\|\w+)+)\)?\$?")
_SIGNS = set("^$*+?()[]{}|\\")


def alternatives(expression: str) -> str:
    """Words of which one is wanted, as «drop or reject»; empty for any other expression."""
    found = _ALTERNATIVES.fullmatch(expression)
    return _(" or ").join(found[1].split("|")) if found else ""


def like(expression: str) -> str:
    """An example of what matches, with three dots where anything may stand; empty for what is more than that."""
    begins, ends = _BEGIN.search(expression), _END.search(expression)
    text = expression[begins.end() if begins else 0 : ends.start() if ends else None]
    for part, example in _STANDS_FOR:
        text = part.sub(example, text)
    if _SIGNS & set(text):
        return ""
    return f"{'' if begins else '…'}{text}{'' if ends else '…'}"
