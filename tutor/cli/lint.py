"""``tutor lint``: what is wrong in lesson files, with its place."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from tutor import lint as rules
from tutor.cli.options import Lessons, use_lessons
from tutor.lesson import catalogue

ENGLISH = "en"


def lint(
    *names: str,
    language: Annotated[str, Parameter(help="Only lessons in this language: en or zh; else all.")] = "",
    lessons: Lessons = None,
) -> None:
    """Check lesson files (all of the course without arguments): path:line:column: message.

    Lessons of the course are also held to its rules, its translations to the English, and both to
    the glossary. Exit status 1 when anything is wrong.

    Parameters
    ----------
    names
        Numbers, names or files of lessons.
    """
    use_lessons(lessons)
    paths = _paths(names, language)
    problems = [problem for path in paths for problem in rules.check(path)]
    if not language:
        problems += [problem for path in paths for problem in rules.check_twins(path)]
    for problem in dict.fromkeys(problems):
        print(problem)
    if problems:
        sys.exit(1)
    print(f"{len(paths)} {'lesson' if len(paths) == 1 else 'lessons'}, nothing wrong")


def _paths(names: tuple[str, ...], language: str) -> list[Path]:
    """The named lessons, or the whole course: in one language, or in all that it is in."""
    languages = [language] if language else catalogue.languages()
    if not names:
        paths = [path for each in languages for path in catalogue.wanted_lessons(each)]
        return list(dict.fromkeys(paths))
    found = [catalogue.find(name, language or ENGLISH) for name in names]
    twins = [path.parent.parent / each / path.name for path in found for each in languages if not language]
    there = [path for path in twins if path.is_file()]
    return list(dict.fromkeys([*found, *there]))
