"""No file, however wrong, makes reader or lint stumble; whatever they say has a place in the file.

``TUTOR_NOISE`` says how many files are tried; ``./tutor.sh test noise`` tries a hundred thousand.
"""

import os
import random
from pathlib import Path

import pytest

from tutor.lesson.catalogue import lessons
from tutor.lesson.model import Problem
from tutor.lesson.reader import read_text
from tutor.lint import commands, names, patterns, steps

FILES = int(os.environ.get("TUTOR_NOISE", "600"))
SHARES = 4
"""Tests that share the files, so that one which fails is found again soon."""
PATH = Path("/nowhere/en/01-noise.md")
WORDS = """--- ``` ~~~ ## # > [!TIP] claims ask choose run solution wrong break already=yes node=beta bash text
link nmae= netns=host name=$x $ {{ }} {{x}} {{net.gateway}} no count=2 count>=9999999 ping from=web to=db reach port=0
resolve in=web command text~" ip@ 10.0.0.0/8 mtu<x ~[ ~(?P<a>.)(?P=a) != <= => == ( ) (x) ( ) ( ) -- values: {a: subnet}
nodes: 9 nodes: -1 minutes: .inf title: [ *a &a !!python/object:x |- \\t \\x00 \\u202e 网桥 é 🐳 - * 1. <b> | | --- | &amp;""".split()
CHARACTERS = "abc =$~@\"'`#-{}()[]<>!|\\\n\n\t\r\x00\x1b\u2028\u202e网é🐳"


def texts() -> list[str]:
    """The lessons of the course, whole."""
    return [path.read_text() for path in lessons("en")]


def noise(dice: random.Random) -> str:
    """Words, lines and characters, thrown together."""
    pick = [lambda: dice.choice(WORDS), lambda: dice.choice(CHARACTERS), lambda: "\n" * dice.randint(1, 2)]
    front = "---\ntitle: x\nsummary: y\nminutes: 1\n" if dice.random() < 0.7 else ""
    middle = "---\n## s\n" if dice.random() < 0.8 else ""
    return (
        front
        + middle
        + "".join(
            dice.choice(pick)() + (" " if dice.random() < 0.5 else "") for _ in range(dice.randint(0, 60))
        )
    )


def mutated(dice: random.Random, text: str) -> str:
    """A lesson with a few letters, words or lines changed, gone, doubled, or in another place."""
    for _ in range(dice.randint(1, 6)):
        lines = text.split("\n")
        at, to = dice.randrange(len(lines)), dice.randrange(len(lines))
        spot = dice.randrange(len(text) + 1)
        match dice.randrange(7):
            case 0:
                text = text[:spot] + dice.choice(CHARACTERS) + text[spot:]
            case 1:
                text = text[:spot] + text[spot + dice.randint(1, 4) :]
            case 2:
                text = text[:spot] + dice.choice(WORDS) + text[spot:]
            case 3:
                text = "\n".join(lines[:at] + lines[at + 1 :])
            case 4:
                text = "\n".join([*lines[:to], lines[at], *lines[to:]])
            case 5:
                text = "\n".join([*lines[:at], lines[to], *lines[at + 1 :]])
            case _:
                text = text[: dice.randrange(len(text) + 1)]
    return text


@pytest.mark.parametrize("share", range(SHARES))
def test_every_problem_of_every_file_has_a_place_in_it(share: int) -> None:
    originals = texts()
    for number in range(share, FILES, SHARES):
        dice = random.Random(number)
        text = noise(dice) if number % 4 == 0 else mutated(dice, dice.choice(originals))
        lesson, problems = read_text(PATH, text)
        assert (lesson is None) == bool(problems), number
        if lesson:
            rules = (patterns, names, steps, *([commands] if number % 97 == 0 else []))
            found = [problem for rule in rules for problem in rule.check(lesson)]
            problems = [Problem(PATH, place, message) for place, message in found]
        lines = text.replace("\r\n", "\n").split("\n")
        for problem in problems:
            place = problem.place
            assert problem.message, number
            assert 1 <= place.line <= len(lines), (number, problem)
            assert 1 <= place.column <= len(lines[place.line - 1]) + 1, (number, problem)
