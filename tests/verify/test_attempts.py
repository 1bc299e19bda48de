"""What is tried of a lesson beside its own way."""

from pathlib import Path

import pytest

from tests.lesson.writing import write
from tutor.lesson.model import Lesson
from tutor.lesson.parts import Role
from tutor.lesson.reader import load
from tutor.lint import exercises
from tutor.verify.attempts import Aim, after_solution, attempts, played_with, unbroken

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


def test_attempts_come_in_the_order_in_which_a_lab_serves_longest(lesson: Lesson) -> None:
    assert [(each.aim, each.name, each.index, len(each.blocks)) for each in attempts(lesson)] == [
        (Aim.FAULT, "echo broken", 1, 0),
        (Aim.WRONG, "Not so.", 1, 1),
        (Aim.WAY, "echo two", 1, 1),
    ]


def test_a_step_is_led_to_its_solution_and_goes_on_after_it(lesson: Lesson) -> None:
    step = lesson.steps[1]
    assert [block.text.strip() for block in step.lead] == ["echo first"]
    assert [block.text.strip() for block in after_solution(step)] == ["echo last"]
    unsolved = played_with(lesson, 1, step.lead).steps[1]
    assert (unsolved.lead, after_solution(unsolved)) == (unsolved.played, ())


def test_other_commands_are_played_in_one_step_and_no_other(lesson: Lesson) -> None:
    _, wrong, way = attempts(lesson)
    assert played(played_with(lesson, 1, (*wrong.blocks, *way.blocks)), 1) == ["echo wrong", "echo two"]
    assert played_with(lesson, 1, wrong.blocks).steps[0] == lesson.steps[0]
    assert played_with(lesson, 1, wrong.blocks).steps[1].claims == lesson.steps[1].claims


def test_a_fault_is_left_out_and_nothing_else(lesson: Lesson) -> None:
    assert not list(unbroken(lesson, 1).steps[1].commands(Role.BREAK))
    assert played(unbroken(lesson, 1), 1) == played(lesson, 1)
    assert list(played_with(lesson, 1, ()).steps[1].commands(Role.BREAK))


def test_an_exercise_has_two_wrong_attempts(lesson: Lesson) -> None:
    assert [(place.line, words) for place, words in exercises.check(lesson)] == [
        (16, "an exercise has at least 2 wrong attempts, this one has 1")
    ]
