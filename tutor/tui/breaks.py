"""Where a line of text may break: at spaces, and between any two wide characters, which Chinese writes without spaces.

Rich and Textual both take a paragraph for a row of words with spaces between; what a word is stands in one expression of
Rich's. Here it is replaced by one that takes each wide character for a word of its own, together with what must not be
parted from it: a bracket that opens before it, punctuation that follows it.
"""

import re

from rich import _wrap

OPEN = "([{〈《「『【〔〖（［｛“"
CLOSE = "、。，．：；！？）］｝〉》」』】〕〗”…‧・％"
AFTER = CLOSE + ",.;:!?)]}%"
WIDE = "\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003fffd"
_OPEN, _CLOSE, _AFTER = map(re.escape, (OPEN, CLOSE, AFTER))
WORD = re.compile(
    rf"\s*(?:[{_OPEN}]*(?:(?![{_OPEN}{_CLOSE}])[{WIDE}][{_AFTER}]*|(?:(?![{_CLOSE}])[^\s{WIDE}])+[{_CLOSE}]*)|\S)\s*"
)


def allow_breaks() -> None:
    """Let texts break between wide characters, wherever Rich or Textual lays them out."""
    _wrap.re_word = WORD
