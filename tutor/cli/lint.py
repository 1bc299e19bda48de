"""``tutor lint``: what is wrong in lesson files, with its place."""

import sys

from tutor import lint as rules
from tutor.cli.options import Language, speak
from tutor.lesson import catalogue


def lint(*lessons: str, language: Language = "") -> None:
    """Check lesson files (all of the course without arguments): path:line:column: message.

    Exit status 1 when anything is wrong.

    Parameters
    ----------
    lessons
        Numbers, names or files of lessons.
    """
    language = speak(language)
    paths = [catalogue.find(name, language) for name in lessons] or catalogue.lessons(language)
    problems = [problem for path in paths for problem in rules.check(path)]
    for problem in problems:
        print(problem)
    if problems:
        sys.exit(1)
    print(f"{len(paths)} {'lesson' if len(paths) == 1 else 'lessons'}, nothing wrong")
