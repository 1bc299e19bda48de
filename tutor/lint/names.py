"""Every ``{{name}}`` must have been bound by a claim before a learner reads it."""

from collections.abc import Iterable, Iterator

from tutor.lesson.fill import GO_WORDS, names
from tutor.lesson.model import VALUE_KINDS, Lesson, Step
from tutor.lesson.parts import Choose, Claim, Commands, Hint, Part, Place, Prose, Question
from tutor.lint.found import Found, suggest
from tutor.lint.patterns import all_patterns

ANSWER = "answer"


def check(lesson: Lesson) -> Iterator[Found]:
    """Names that nothing has bound by the end of their step, and questions without an answer."""
    bound = _given(lesson)
    yield from _reserved(lesson)
    for part in lesson.introduction:
        yield from _unbound(part, bound)
    for step in lesson.steps:
        before, bound = bound, bound | _bound_in(step.claims)
        for part in step.parts:
            yield from _unbound(part, bound)
            if isinstance(part, Question) and ANSWER not in _variables(part):
                yield part.place, "nothing in this question binds $answer"
        yield from _unbound_in_patterns(step, bound)
        yield from _waiting_for_themselves(step, before)


def _reserved(lesson: Lesson) -> Iterator[Found]:
    for name in sorted(GO_WORDS & lesson.values.keys()):
        yield Place(1), f'"{name}" is a word of docker --format: as a value it could never be written'
    for step in lesson.steps:
        for term in (
            term for patterns in all_patterns(step) for pattern in patterns for term in pattern.terms
        ):
            if term.variable in GO_WORDS:
                yield (
                    term.place,
                    f'"{term.variable}" is a word of docker --format: {{{{{term.variable}}}}} is not filled',
                )


def _given(lesson: Lesson) -> set[str]:
    """The learner's own values: they are there from the beginning."""
    parts = {f"{name}.{part}" for name, kind in lesson.values.items() for part in VALUE_KINDS[kind]}
    return {*lesson.values, *parts}


def _bound_in(claims: Iterable[Claim]) -> set[str]:
    return {
        term.variable
        for claim in claims
        for pattern in claim.patterns
        for term in pattern.terms
        if term.variable
    }


def _variables(question: Question) -> set[str | None]:
    return {term.variable for pattern in question.patterns for term in pattern.terms}


def _unbound(part: Part, bound: set[str]) -> Iterator[Found]:
    for name, _ in names(_text(part)):
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


def _waiting_for_themselves(step: Step, before: set[str]) -> Iterator[Found]:
    """A claim binds its names when it holds; one that needs such a name to be judged can never hold."""
    for claim in step.claims:
        own = _bound_in([claim]) - before - _bound_in(other for other in step.claims if other is not claim)
        for term in (term for pattern in claim.patterns for term in pattern.terms):
            for name, _ in names(term.value):
                if name in own:
                    yield (
                        term.place,
                        f"only this claim itself binds ${name}: write ${name}, or bind it in an earlier one",
                    )


def _text(part: Part) -> str:
    match part:
        case Prose(markdown) | Hint(markdown):
            return markdown
        case Commands(_, text):
            return text
        case Choose(sentence, choices):
            return "\n".join([sentence, *(f"{choice.text} {choice.reason}" for choice in choices)])
    return ""
