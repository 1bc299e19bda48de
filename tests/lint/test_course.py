"""Rules for lessons of the course, and the glossary's words."""

from pathlib import Path

import pytest

from tutor.lesson import catalogue
from tutor.lesson.new import write_new
from tutor.lint import check
from tutor.lint.glossary import Term


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    return write_new("my-lesson", tmp_path)[0]


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("minutes: 5", "minutes: 4", "1:1: a lesson takes 5 to 15 minutes, this one takes 4"),
        ("\nYou can now explain", "\n> [!TIP]\n> You", "a lesson closes with a paragraph"),
        ("text ask", "text", "1:1: a lesson has at least one question"),
        ("bash wrong", "bash", "an exercise has at least 2 wrong attempts, this one has 1"),
        ("bash solution", "bash run", "1:1: a lesson has at least one exercise"),
        ("## Look", "Look", "a lesson has 3 to 7 steps, this one has 2"),
    ],
)
def test_a_rule_holds_in_the_course_and_nowhere_else(
    before: str, after: str, problem: str, lesson: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = lesson.read_text()
    assert before in text
    lesson.write_text(text.replace(before, after, 1))
    assert not any(problem in str(found) for found in check(lesson))
    monkeypatch.setattr(catalogue, "folder", lambda: tmp_path)
    assert any(problem in str(found) for found in check(lesson))


@pytest.mark.parametrize(
    ("text", "is_in"),
    [
        ("A bridge is a switch.", True),
        ("Two Bridges", True),
        ("the bridge's port", True),
        ("bridged", False),
        ("abridge", False),
        ("net-bridge", False),
        ("a veth pair", False),
    ],
)
def test_a_term_is_a_word_of_its_own(text: str, *, is_in: bool) -> None:
    assert Term(("bridge",), ("网桥",)).is_in_english(text) == is_in


def test_chinese_is_found_however_it_is_spaced() -> None:
    term = Term(("veth pair",), ("veth 对", "虚拟网线"))
    assert term.is_in_chinese("一个veth对")
    assert term.is_in_chinese("虚拟网线")
    assert not term.is_in_chinese("网线")
