"""Output of commands as plain text: nothing in it may move a cursor or colour a screen."""

import re

from tutor.controls import CONTROLS

_SEQUENCES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[PX^_][^\x1b]*(?:\x1b\\)?|[ -/]*[0-~])?"
)


def to_plain_text(output: bytes) -> str:
    """What a command printed, with escape sequences, control and text-direction characters taken out."""
    return to_plain(output.decode(errors="replace").replace("\r\n", "\n"))


def to_plain(text: str) -> str:
    """A text without escape sequences, control and text-direction characters."""
    return CONTROLS.sub("", _SEQUENCES.sub("", text))
