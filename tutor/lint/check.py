"""All rules for one lesson file, and for the course as a whole."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from tutor.lesson import catalogue
from tutor.lesson.model import Lesson, Problem
from tutor.lesson.parts import Place
from tutor.lesson.reader import read
from tutor.lint import commands, course, glossary, names, patterns, prose, steps, twins

ENGLISH = "en"
"""The language that the others are translated from."""


def check(path: Path) -> list[Problem]:
    """Everything wrong with a lesson file, in the order of its lines; more is asked of one of the course."""
    lesson, problems = read(path)
    found = check_lesson(lesson) if lesson else []
    if lesson and is_of_course(path):
        found += _at(lesson, course.check(lesson))
    return in_order([*problems, *found])


def check_lesson(lesson: Lesson) -> list[Problem]:
    """Everything wrong with a lesson that could be read."""
    found = (found for rules in (patterns, names, steps, commands, prose) for found in rules.check(lesson))
    return in_order(_at(lesson, found))


def check_twins(path: Path) -> list[Problem]:
    """Where the translations of a lesson of the course say another thing than the English does."""
    if not is_of_course(path):
        return []
    folder = path.resolve().parent.parent
    english = folder / ENGLISH / path.name
    if not english.is_file():
        return [Problem(path, Place(1), f"there is no {ENGLISH}/{path.name}: this translates nothing")]
    others = [folder / language / path.name for language in catalogue.languages() if language != ENGLISH]
    return [problem for other in others for problem in _check_twin(english, other)]


def is_of_course(path: Path) -> bool:
    """Whether a file is one of the course's own."""
    return catalogue.folder().resolve() in path.resolve().parents


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems as they stand in the file."""
    return sorted(problems, key=lambda problem: problem.place)


def _check_twin(path: Path, twin: Path) -> list[Problem]:
    if not twin.is_file():
        return [
            Problem(
                path, Place(1), f"there is no {twin.parent.name}/{twin.name}: this lesson is not translated"
            )
        ]
    (lesson, _), (other, _) = read(path), read(twin)
    if lesson is None or other is None:
        return []
    terms = glossary.read(path.parent.parent)
    return in_order(_at(other, [*twins.check(lesson, other), *glossary.check(terms, lesson, other)]))


def _at(lesson: Lesson, found: Iterable[tuple[Place, str]]) -> Iterator[Problem]:
    return (Problem(lesson.path, place, message) for place, message in found)
