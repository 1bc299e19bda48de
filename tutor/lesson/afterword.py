"""The text at the end of a step that breaks something: it names the cause, so it waits until the step is done."""

from itertools import takewhile

from tutor.lesson.model import Step
from tutor.lesson.parts import Prose, Role


def afterword(step: Step) -> tuple[Prose, ...]:
    """What is told only when the step is done; nothing in a step without a fault to find."""
    if not any(step.commands(Role.BREAK)):
        return ()
    last = takewhile(lambda part: isinstance(part, Prose), reversed(step.parts))
    return tuple(part for part in last if isinstance(part, Prose))[::-1]
