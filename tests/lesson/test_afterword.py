"""What is told only when a step is done."""

from pathlib import Path

import pytest

from tests.lesson.writing import write
from tutor.lesson.afterword import afterword
from tutor.lesson.reader import load

CLAIMS = "```text claims\nweb runs\n    container name=web\n```\n\n"
BREAK = "```bash break\ntrue\n```\n\n"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"The symptom.\n\n{BREAK}{CLAIMS}The cause.\n\nMore of it.", ["The cause.", "More of it."]),
        (f"What to do.\n\n{CLAIMS}What it was.", []),
        (f"The symptom.\n\n{BREAK}{CLAIMS}> [!TIP]\n> A hint.", []),
    ],
)
def test_the_end_of_a_step_that_breaks_something_waits(tmp_path: Path, text: str, kept: list[str]) -> None:
    lesson = load(write(tmp_path, f"## A step\n\n{text}\n"))
    told = "\n\n".join(part.markdown.strip() for part in afterword(lesson.steps[0]))
    assert told == "\n\n".join(kept)
