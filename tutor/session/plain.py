"""Output of commands as plain text: nothing in it may move a cursor or colour a screen."""

import re

_SEQUENCES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[PX^_][^\x1b]*(?:\x1b\\)?|[ -/]*[0-~])?"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def to_plain_text(output: bytes) -> str:
    """What a command printed, with escape sequences, control and text-direction characters taken out."""
    return to_plain(output.decode(errors="replace").replace("\r\n", "\n"))


def to_plain(text: str) -> str:
    """A text without escape sequences, control and text-direction characters."""
    return _CONTROLS.sub("", _SEQUENCES.sub("", text))
