"""Rules for lessons of the course, which somebody's own lesson may break."""

from collections.abc import Iterator

from tutor.lesson.model import Lesson
from tutor.lesson.parts import Place, Prose
from tutor.lint import exercises
from tutor.lint.found import Found

STEPS = range(3, 8)
MINUTES = range(5, 16)


def check(lesson: Lesson) -> Iterator[Found]:
    """Everything that keeps a lesson from being one of the course."""
    if len(lesson.steps) not in STEPS:
        yield lesson.steps[-1].place, f"a lesson has 3 to 7 steps, this one has {len(lesson.steps)}"
    if lesson.minutes not in MINUTES:
        yield Place(1), f"a lesson takes 5 to 15 minutes, this one takes {lesson.minutes}"
    if not any(step.ways for step in lesson.steps):
        yield Place(1), "a lesson has at least one exercise: a step with a block for solution"
    if not any(step.questions or step.choices for step in lesson.steps):
        yield Place(1), "a lesson has at least one question: a fence for ask or choose"
    if not _closes(lesson):
        yield lesson.steps[-1].place, "a lesson closes with a paragraph: what one can explain now"
    yield from exercises.check(lesson)


def _closes(lesson: Lesson) -> bool:
    return bool(lesson.steps[-1].parts) and isinstance(lesson.steps[-1].parts[-1], Prose)
