"""Characters that a terminal or a page obeys and does not show: none of them comes in from outside."""

import re

CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
"""All of them but tabs and ends of lines: C0 and C1, the directions and separators of Unicode, lone surrogates."""
