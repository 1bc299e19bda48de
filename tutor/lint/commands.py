"""Commands must at least be something that a shell understands."""

import re
import shutil
import subprocess
from collections.abc import Iterator

from tutor.lesson.model import Lesson
from tutor.lesson.parts import Commands, Place
from tutor.lint.found import Found

_SAID = re.compile(r"line (\d+): (.*)")


def check(lesson: Lesson) -> Iterator[Found]:
    """What bash says of each block of commands, without running any."""
    bash = shutil.which("bash")
    if not bash:
        return
    for step in lesson.steps:
        for part in step.parts:
            if isinstance(part, Commands) and (complaint := _complaint(bash, part.text)):
                line, words = complaint
                yield Place(part.place.line + line), f"bash does not understand this: {words}"


def _complaint(bash: str, text: str) -> tuple[int, str] | None:
    """The line of the text, from 1, that bash stumbles over, and what it says."""
    asked = subprocess.run(
        [bash, "-n"], input=text.encode(), capture_output=True, check=False, timeout=10, env={"LC_ALL": "C"}
    )
    said = _SAID.search(asked.stderr.decode(errors="replace"))
    last = len(text.splitlines())  # where something is not closed, bash stumbles over the line behind it
    return (min(int(said[1]), last), said[2]) if said else None
