"""What else is tried of a lesson, in place of one step's solution."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from tutor.lesson.model import Lesson, Step
from tutor.lesson.parts import Commands, Place, Role

NAME = 72
"""Characters of a block that are enough to know it."""


class Aim(StrEnum):
    """What an attempt shall show."""

    FAULT = "fault"
    """That without it claims hold which are red with it."""
    WRONG = "wrong attempt"
    """That it leaves a claim red."""
    WAY = "another way"
    """That it turns every claim green, as the first solution does."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Commands that are played in place of a step's solution."""

    aim: Aim
    name: str
    place: Place
    index: int
    """Number of the step, from 0."""
    blocks: tuple[Commands, ...] = ()
    """What is played; nothing where a fault is left out."""


def attempts(lesson: Lesson) -> Iterator[Attempt]:
    """Every attempt that the lesson's blocks ask for, in the order of its steps; in each, as a lab serves longest."""
    for index, step in enumerate(lesson.steps):
        for block in [*step.commands(Role.BREAK)][:1]:
            yield _attempt(Aim.FAULT, block, index)
        for block in step.commands(Role.WRONG):
            yield _attempt(Aim.WRONG, block, index, (block,))
        for way in step.ways[1:]:
            yield _attempt(Aim.WAY, way[0], index, way)


def _attempt(aim: Aim, block: Commands, index: int, blocks: tuple[Commands, ...] = ()) -> Attempt:
    name = block.text.lstrip().partition("\n")[0].lstrip("# ")[:NAME]
    return Attempt(aim, name, block.place, index, blocks)


def after_solution(step: Step) -> tuple[Commands, ...]:
    """What is played when the step is solved."""
    later = step.played[len(step.lead) :]
    return tuple(block for block in later if block.role is Role.RUN)


def played_with(lesson: Lesson, index: int, blocks: tuple[Commands, ...]) -> Lesson:
    """The lesson with these commands, and no others, played in one of its steps."""
    lesson = _without(lesson, index, Role.RUN, Role.SOLUTION)
    step = lesson.steps[index]
    added = tuple(replace(block, role=Role.RUN) for block in blocks)
    return _changed(lesson, index, replace(step, parts=(*step.parts, *added)))


def unbroken(lesson: Lesson, index: int) -> Lesson:
    """The lesson without the fault that one of its steps begins with."""
    return _without(lesson, index, Role.BREAK)


def _without(lesson: Lesson, index: int, *roles: Role) -> Lesson:
    step = lesson.steps[index]
    gone = set(step.commands(*roles))
    kept = tuple(part for part in step.parts if part not in gone)
    return _changed(lesson, index, replace(step, parts=kept))


def _changed(lesson: Lesson, index: int, step: Step) -> Lesson:
    return replace(lesson, steps=(*lesson.steps[:index], step, *lesson.steps[index + 1 :]))
