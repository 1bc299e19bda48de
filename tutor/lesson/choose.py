"""Reads a multiple-choice question: a sentence, and below it the choices, right ones marked by an x."""

import re
from collections.abc import Iterator

from tutor.lesson.front import Report
from tutor.lesson.parts import Choice, Choose, Place

REASON = " -- "
"""Between a choice and the reason why it is right or wrong."""
_CHOICE = re.compile(r"\s*\(([ xX])\) +(\S.*)")


def read_choose(text: str, place: Place, report: Report) -> Choose | None:
    """The question in a fence whose own line is at this place; None, and a report, where there is none."""
    sentence: list[str] = []
    choices: list[Choice] = []
    for at, line in _lines(text, place):
        if found := _CHOICE.fullmatch(line):
            words, _, reason = found[2].partition(REASON)
            choices.append(Choice(words.strip(), found[1] != " ", reason.strip(), at))
        elif choices or line[0] in " \t(":
            report(at, "a choice is written like: ( ) wrong one, or: (x) right one -- and why")
        else:
            sentence.append(line.strip())
    if not sentence or not choices:
        report(place, "a multiple-choice question is a sentence, and below it its choices: ( ) and (x) lines")
        return None
    return Choose(" ".join(sentence), tuple(choices), place)


def _lines(text: str, place: Place) -> Iterator[tuple[Place, str]]:
    for number, line in enumerate(text.split("\n"), start=place.line + 1):
        if line.strip():
            yield Place(number, len(line) - len(line.lstrip()) + 1), line
