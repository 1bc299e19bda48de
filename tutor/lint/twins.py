"""A lesson in two languages is one lesson: all but its words must be the same."""

from collections.abc import Hashable, Iterator
from itertools import zip_longest

from tutor.lesson.model import Lesson, Step
from tutor.lesson.parts import Choose, Claim, Claims, Commands, Part, Pattern, Place, Question, Trace, Watch
from tutor.lint.found import Found

FRONT = ("minutes", "nodes", "needs", "after", "values")
"""Keys of the front matter that say no words."""
NAMES = {
    Claims: "claims",
    Choose: "choices",
    Question: "a question",
    Watch: "facts to watch",
    Trace: "packets to follow",
    Commands: "commands",
}
"""Parts that are held against each other; prose and hints are the translator's own."""


def check(lesson: Lesson, twin: Lesson) -> Iterator[Found]:
    """Where the twin differs from the lesson; places are the twin's."""
    for key in FRONT:
        if getattr(lesson, key) != getattr(twin, key):
            yield Place(1), f"{key} is {_shown(getattr(lesson, key))} in {lesson.language}"
    if len(lesson.steps) != len(twin.steps):
        words = f"{lesson.language} has {len(lesson.steps)} steps, this has {len(twin.steps)}"
        yield twin.steps[-1].place, words
        return
    for mine, other in zip(lesson.steps, twin.steps, strict=True):
        yield from _check_step(mine, other, lesson.language)


def _check_step(step: Step, twin: Step, language: str) -> Iterator[Found]:
    """Compare block by block; after one that is missing or moved, the rest would all seem to differ."""
    for mine, other in zip_longest(_blocks(step), _blocks(twin)):
        if mine is None or other is None or _kind(mine) != _kind(other):
            place = other.place if other else twin.place
            has = f"has {_kind(mine)} here (line {mine.place.line})" if mine else "has no such block"
            yield place, f"{language} {has}"
            return
        yield from _check_block(mine, other, language)


def _blocks(step: Step) -> list[Part]:
    return [part for part in step.parts if type(part) in NAMES]


def _kind(part: Part) -> str:
    if isinstance(part, Commands):
        return f"{part.role} commands" + f" on {part.node}"
    return NAMES[type(part)]


def _check_block(mine: Part, other: Part, language: str) -> Iterator[Found]:
    match mine, other:
        case Commands(), Commands():
            yield from _check_lines(mine, other, language)
        case Claims(claims), Claims(others):
            yield from _check_claims(claims, others, other.place, language)
        case Question(), Question():
            yield from _check_patterns(mine.patterns, other.patterns, other.place, language)
        case Choose(), Choose() if _marks(mine) != _marks(other):
            yield other.place, f"the choices are marked {' '.join(_marks(mine))} in {language}"
        case Watch(kinds), Watch(others) if kinds != others:
            yield other.place, f"{language} watches {' '.join(kinds)}"
        case Trace(), Trace() if _flows(mine) != _flows(other):
            yield other.place, f"{language} follows {'; '.join(_flows(mine))}"


def _flows(part: Trace) -> list[str]:
    return [flow for flow, _ in part.flows]


def _check_lines(mine: Commands, other: Commands, language: str) -> Iterator[Found]:
    lines, others = list(_commands(mine)), list(_commands(other))
    for one, twin in zip_longest(lines, others):
        if one is None or twin is None or one[1] != twin[1]:
            place = twin[0] if twin else other.place
            yield place, f"in {language} this line is: {one[1]}" if one else f"{language} has no such line"
            return


def _commands(block: Commands) -> Iterator[tuple[Place, str]]:
    """The lines of a block that are no comments."""
    for number, line in enumerate(block.text.split("\n"), start=block.place.line + 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield Place(number), line.rstrip()


def _check_claims(
    claims: tuple[Claim, ...], others: tuple[Claim, ...], place: Place, language: str
) -> Iterator[Found]:
    if len(claims) != len(others):
        yield place, f"{language} has {len(claims)} claims here, this has {len(others)}"
        return
    for mine, other in zip(claims, others, strict=True):
        for name in ("already", "kept"):
            if getattr(mine, name) != getattr(other, name):
                yield (
                    other.place,
                    f"in {language} this claim is {'' if getattr(mine, name) else 'not '}{name}=yes",
                )
        yield from _check_patterns(mine.patterns, other.patterns, other.place, language)


def _check_patterns(
    patterns: tuple[Pattern, ...], others: tuple[Pattern, ...], place: Place, language: str
) -> Iterator[Found]:
    for mine, other in zip_longest(patterns, others):
        if mine is None or other is None or str(mine) != str(other):
            where = other.place if other else place
            yield (
                where,
                f"in {language} this pattern is: {mine}" if mine else f"{language} has no such pattern",
            )
            return


def _marks(question: Choose) -> list[str]:
    return ["(x)" if choice.right else "( )" for choice in question.choices]


def _shown(value: Hashable) -> str:
    return ", ".join(map(str, value)) or "empty" if isinstance(value, tuple) else str(value)
