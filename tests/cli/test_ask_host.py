"""Nobody else's lesson leaves the lab without the learner's word."""

import io
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.lesson.writing import FRONT
from tutor.cli.ask_host import ask
from tutor.errors import TutorError
from tutor.lesson.model import Lesson
from tutor.lesson.reader import load


class Terminal(io.StringIO):
    """Where somebody sits."""

    def isatty(self) -> bool:
        """Yes."""
        return True


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    (tmp_path / "01-x.md").write_text(FRONT + "\n## A step\n\n```bash run\nip link show\n```\n")
    return replace(load(tmp_path / "01-x.md"), pack="acme")


@pytest.mark.parametrize("typed", ["y", "yes", "", "I trust other", "i trust acme"])
def test_a_pack_needs_the_words(lesson: Lesson, typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(typed + "\n"))
    with pytest.raises(TutorError, match="nothing was done"):
        ask(lesson, yes=True)


def test_the_words_are_enough(lesson: Lesson, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("I trust acme\n"))
    ask(lesson, yes=False)


def test_a_script_cannot_say_them(lesson: Lesson, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("I trust acme\n"))
    with pytest.raises(TutorError, match="nobody to ask"):
        ask(lesson, yes=True)


def test_the_tutors_own_needs_a_letter_or_the_option(lesson: Lesson, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
    ask(replace(lesson, pack=""), yes=False)
    ask(replace(lesson, pack=""), yes=True)
