"""All rules for one lesson file."""

from pathlib import Path

from tutor.lesson.model import Problem
from tutor.lesson.reader import read
from tutor.lint import commands, names, patterns, steps


def check(path: Path) -> list[Problem]:
    """Everything wrong with a lesson file, in the order of its lines."""
    lesson, problems = read(path)
    if lesson:
        found = [problem for rules in (patterns, names, steps, commands) for problem in rules.check(lesson)]
        problems = [*problems, *(Problem(path, place, message) for place, message in found)]
    return sorted(problems, key=lambda problem: problem.place)
