"""Every ``{{name}}`` must have been bound by a claim before a learner reads it."""

from collections.abc import Iterator

from tutor.lesson.fill import names
from tutor.lesson.model import Commands, Hint, Lesson, Part, Prose, Question, Step
from tutor.lint.patterns import Found, all_patterns, suggest

ANSWER = "answer"


def check(lesson: Lesson) -> Iterator[Found]:
    """Names that nothing has bound by the end of their step, and questions without an answer."""
    bound = set(lesson.values)
    for part in lesson.introduction:
        yield from _unbound(part, bound)
    for step in lesson.steps:
        bound |= _bound_in(step)
        for part in step.parts:
            yield from _unbound(part, bound)
            if isinstance(part, Question) and ANSWER not in _variables(part):
                yield part.place, "nothing in this question binds $answer"
        yield from _unbound_in_patterns(step, bound)


def _bound_in(step: Step) -> set[str]:
    return {
        term.variable
        for claim in step.claims
        for pattern in claim.patterns
        for term in pattern.terms
        if term.variable
    }


def _variables(question: Question) -> set[str | None]:
    return {term.variable for pattern in question.patterns for term in pattern.terms}


def _unbound(part: Part, bound: set[str]) -> Iterator[Found]:
    text = (
        part.markdown if isinstance(part, Prose | Hint) else part.text if isinstance(part, Commands) else ""
    )
    for name, _ in names(text):
        if name not in bound:
            yield part.place, f"no claim before the end of this step binds ${name}{suggest(name, bound)}"


def _unbound_in_patterns(step: Step, bound: set[str]) -> Iterator[Found]:
    for patterns in all_patterns(step):
        for term in (term for pattern in patterns for term in pattern.terms):
            for name, _ in names(term.value):
                if name not in bound:
                    yield (
                        term.place,
                        f"no claim before the end of this step binds ${name}{suggest(name, bound)}",
                    )
