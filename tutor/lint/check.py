"""All rules for one lesson file."""

from collections.abc import Iterable
from pathlib import Path

from tutor.lesson.model import Lesson, Problem
from tutor.lesson.reader import read
from tutor.lint import commands, names, patterns, steps


def check(path: Path) -> list[Problem]:
    """Everything wrong with a lesson file, in the order of its lines."""
    lesson, problems = read(path)
    return in_order([*problems, *(check_lesson(lesson) if lesson else [])])


def check_lesson(lesson: Lesson) -> list[Problem]:
    """Everything wrong with a lesson that could be read."""
    found = [problem for rules in (patterns, names, steps, commands) for problem in rules.check(lesson)]
    return in_order(Problem(lesson.path, place, message) for place, message in found)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems as they stand in the file."""
    return sorted(problems, key=lambda problem: problem.place)
