"""How the course's own commands are typed here: whoever started ./tutor.sh has no command of the name tutor."""

import os
import re
import shlex

VARIABLE = "TUTOR_PROGRAM"
"""What was typed to start it, as tutor.sh tells."""
NAME = "tutor"
VERBS = "play lint verify new preview state trace diff facts doctor journal serve map lab class".split()

_COMMAND = re.compile(rf"(?<![\w./'-]){NAME}(?= (?:{'|'.join(VERBS)})\b)")


def typed(text: str) -> str:
    """The text, with each of the course's commands in it as it has to be typed here."""
    program = os.environ.get(VARIABLE, "")
    return _COMMAND.sub(lambda _: shlex.quote(program), text) if program.isprintable() and program else text
