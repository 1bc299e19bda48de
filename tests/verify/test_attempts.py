"""What is tried of a lesson beside its own way."""

from pathlib import Path

import pytest

from tests.lesson.writing import write
from tutor.lesson.model import Lesson, Role
from tutor.lesson.reader import load
from tutor.lint import exercises
from tutor.verify.attempts import Aim, attempts

EXERCISE = """## Look
```text already=yes claims
x
    link
```
## Do
```bash run
echo first
```
```bash solution
echo one
```
```bash node=beta solution
echo one on beta
```
```bash solution
echo two
```
```bash wrong
# Not so.
echo wrong
```
```bash break
echo broken
```
```bash run
echo last
```
```text claims
y
    link name=x
```
"""


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    front = "---\ntitle: A title\nsummary: A summary.\nminutes: 5\nnodes: 2\n---\n"
    return load(write(tmp_path, EXERCISE, front=front))


def played(lesson: Lesson, index: int) -> list[str]:
    return [block.text.splitlines()[-1] for block in lesson.steps[index].played]


def test_of_two_ways_the_first_is_played(lesson: Lesson) -> None:
    assert played(lesson, 1) == ["echo first", "echo one", "echo one on beta", "echo last"]


def test_each_attempt_changes_its_step_and_no_other(lesson: Lesson) -> None:
    found = list(attempts(lesson))
    assert [(attempt.aim, attempt.name, attempt.index) for attempt in found] == [
        (Aim.WRONG, "Not so.", 1),
        (Aim.WAY, "echo two", 1),
        (Aim.FAULT, "echo broken", 1),
    ]
    assert played(found[0].lesson, 1) == ["echo first", "echo wrong", "echo last"]
    assert played(found[1].lesson, 1) == ["echo first", "echo two", "echo last"]
    assert played(found[2].lesson, 1) == played(lesson, 1)
    assert all(attempt.lesson.steps[0] == lesson.steps[0] for attempt in found)


def test_a_fault_is_left_out_only_where_it_is_the_point(lesson: Lesson) -> None:
    roles = [
        {part.role for part in attempt.lesson.steps[1].commands(Role.BREAK)} for attempt in attempts(lesson)
    ]
    assert [bool(found) for found in roles] == [True, True, False]


def test_an_exercise_has_two_wrong_attempts(lesson: Lesson) -> None:
    assert [(place.line, words) for place, words in exercises.check(lesson)] == [
        (16, "an exercise has at least 2 wrong attempts, this one has 1")
    ]
