"""An exercise is proved by wrong attempts as much as by its solution."""

from collections.abc import Iterator

from tutor.lesson.model import Lesson
from tutor.lesson.parts import Role
from tutor.lint.found import Found

LEAST = 2
"""Wrong attempts that each exercise has."""


def check(lesson: Lesson) -> Iterator[Found]:
    """Exercises with too few wrong attempts, and wrong attempts at nothing."""
    for step in lesson.steps:
        wrong = list(step.commands(Role.WRONG))
        for way in step.ways[:1]:
            if len(wrong) < LEAST:
                yield (
                    way[0].place,
                    f"an exercise has at least {LEAST} wrong attempts, this one has {len(wrong)}",
                )
        if wrong and not step.ways:
            yield wrong[0].place, "this step has a wrong attempt, but no solution"
