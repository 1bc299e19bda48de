"""What else is tried of a lesson: it is changed in one step, and played up to there."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from tutor.lesson.model import Commands, Lesson, Part, Place, Role, Step

NAME = 72
"""Characters of a block that are enough to know it."""


class Aim(StrEnum):
    """What an attempt shall show."""

    WRONG = "wrong attempt"
    """That it leaves a claim red."""
    WAY = "another way"
    """That it turns every claim green, as the first solution does."""
    FAULT = "fault"
    """That without it claims hold which are red with it."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A lesson with one step changed."""

    aim: Aim
    name: str
    place: Place
    index: int
    """Number of the step, from 0."""
    lesson: Lesson


def attempts(lesson: Lesson) -> Iterator[Attempt]:
    """Every attempt that the lesson's blocks ask for, in the order of its steps."""
    for index, step in enumerate(lesson.steps):
        for block in step.commands(Role.WRONG):
            yield _attempt(Aim.WRONG, block, lesson, index, _solved(step, (block,)))
        for way in step.ways[1:]:
            yield _attempt(Aim.WAY, way[0], lesson, index, _solved(step, way))
        for block in [*step.commands(Role.BREAK)][:1]:
            yield _attempt(Aim.FAULT, block, lesson, index, _without(step, Role.BREAK))


def _attempt(aim: Aim, block: Commands, lesson: Lesson, index: int, step: Step) -> Attempt:
    steps = (*lesson.steps[:index], step, *lesson.steps[index + 1 :])
    name = block.text.lstrip().partition("\n")[0].lstrip("# ")[:NAME]
    return Attempt(aim, name, block.place, index, replace(lesson, steps=steps))


def _solved(step: Step, way: tuple[Commands, ...]) -> Step:
    """The step with these blocks where its first solution was; at its end, where it had none."""
    parts: list[Part] = list(step.parts)
    first = next(iter(step.commands(Role.SOLUTION)), None)
    at = parts.index(first) if first else len(parts)
    parts[at:at] = [replace(block, role=Role.RUN) for block in way]
    return _without(replace(step, parts=tuple(parts)), Role.SOLUTION)


def _without(step: Step, role: Role) -> Step:
    gone = set(step.commands(role))
    return replace(step, parts=tuple(part for part in step.parts if part not in gone))
