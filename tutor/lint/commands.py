"""Commands must at least be something that a shell understands."""

import shutil
import subprocess
from collections.abc import Iterator

from tutor.lesson.model import Commands, Lesson, Place
from tutor.lint.patterns import Found


def check(lesson: Lesson) -> Iterator[Found]:
    """What bash says of each block of commands, without running any."""
    bash = shutil.which("bash")
    if not bash:
        return
    for step in lesson.steps:
        for part in step.parts:
            if isinstance(part, Commands) and (complaint := _complaint(bash, part.text)):
                yield Place(part.place.line + 1), f"bash does not understand this: {complaint}"


def _complaint(bash: str, text: str) -> str:
    asked = subprocess.run(
        [bash, "-n"], input=text.encode(), capture_output=True, check=False, timeout=10, env={"LC_ALL": "C"}
    )
    said = asked.stderr.decode(errors="replace").strip().splitlines()
    return said[0].removeprefix("bash: ") if said else ""
