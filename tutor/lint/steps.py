"""A step must be able to do what it says: claims that turn need something that turns them."""

from collections.abc import Iterator

from tutor.facts import ACTS, KINDS
from tutor.lesson.catalogue import FILE
from tutor.lesson.model import Lesson, Step
from tutor.lesson.parts import Choose, Place, Role, Watch
from tutor.lint.found import Found, suggest


def check(lesson: Lesson) -> Iterator[Found]:
    """Everything wrong with the steps and the file as a whole."""
    if not FILE.fullmatch(lesson.path.name):
        yield Place(1), f"{lesson.path.name} should be called like 03-veth-pairs.md"
    yield from _check_after(lesson)
    titles: set[str] = set()
    for step in lesson.steps:
        if step.title in titles:
            yield step.place, f'there are two steps called "{step.title}"'
        titles.add(step.title)
        yield from _check_step(step)


def _check_after(lesson: Lesson) -> Iterator[Found]:
    there = {found[2] for path in lesson.path.parent.glob("*.md") if (found := FILE.fullmatch(path.name))}
    for slug in lesson.after:
        if slug not in there:
            yield Place(1), f'there is no lesson "{slug}" beside this one{suggest(slug, there)}'


def _check_step(step: Step) -> Iterator[Found]:
    if not step.title:
        yield step.place, "this step has no title"
    if not step.claims and not step.questions and not step.choices:
        yield step.place, "this step claims nothing and asks nothing"
    for question in step.choices:
        yield from _check_choices(question)
    yield from _check_watched(step)
    acts = any(step.commands(Role.RUN, Role.SOLUTION))
    for claim in step.claims:
        if not claim.already and not acts:
            yield claim.place, "nothing in this step can turn this claim; mark its fence already=yes"
    if step.claims and all(claim.kept for claim in step.claims):
        yield step.claims[0].place, "a claim is kept until others of its step hold, and there are none"


def _check_watched(step: Step) -> Iterator[Found]:
    for part in step.parts:
        for kind in part.kinds if isinstance(part, Watch) else ():
            if kind not in KINDS:
                yield part.place, f'there is no fact "{kind}"{suggest(kind, KINDS)}'
            elif kind in ACTS:
                yield part.place, f'"{kind}" is tried, and is no row of a table that could be watched'


def _check_choices(question: Choose) -> Iterator[Found]:
    """A question whose every answer is right, or wrong, asks nothing."""
    if not 0 < len(question.right) < len(question.choices):
        yield question.place, "a multiple-choice question has at least one right choice (x) and one wrong ( )"
    texts: set[str] = set()
    for choice in question.choices:
        if choice.text in texts:
            yield choice.place, f'"{choice.text}" is there twice'
        texts.add(choice.text)
