"""The course's own commands are told as they have to be typed where it runs."""

import pytest

from tutor.cli.app import app
from tutor.program import VARIABLE, VERBS, typed

ADVICE = "try again; a lab is made anew by: tutor lab reset"


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("", ADVICE),
        ("./tutor.sh", "try again; a lab is made anew by: ./tutor.sh lab reset"),
        ("/my course/tutor.sh", "try again; a lab is made anew by: '/my course/tutor.sh' lab reset"),
        ("\x1b[2J", ADVICE),
        (r"\1", r"try again; a lab is made anew by: '\1' lab reset"),
    ],
)
def test_a_command_is_told_by_the_name_it_has_here(
    program: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, program)
    assert typed(ADVICE) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("tutor lab down (tutor doctor tells)", "./tutor.sh lab down (./tutor.sh doctor tells)"),
        ("另起一个：tutor lab up", "另起一个：./tutor.sh lab up"),
        ("the tutor laboured; docker run tutor/box", "the tutor laboured; docker run tutor/box"),
        ("./tutor.sh lab up, /opt/tutor lab up", "./tutor.sh lab up, /opt/tutor lab up"),
    ],
)
def test_nothing_else_is_taken_for_one(text: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "./tutor.sh")
    assert typed(text) == told


def test_no_command_is_forgotten() -> None:
    assert {verb for verb in app if not verb.startswith("-")} == set(VERBS)
