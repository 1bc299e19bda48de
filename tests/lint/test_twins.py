"""A lesson in two languages is one lesson."""

from pathlib import Path

import pytest

from tutor.lesson import catalogue
from tutor.lesson.new import write_new
from tutor.lesson.reader import load
from tutor.lint import check_twins, twins


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """The skeleton in both languages."""
    english, chinese = write_new("my-lesson", tmp_path)
    return english, chinese


def told(pair: tuple[Path, Path]) -> list[str]:
    found = twins.check(*map(load, pair))
    return [f"{place.line}:{place.column}: {words}" for place, words in found]


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("minutes: 5", "minutes: 6", "1:1: minutes is 5 in en"),
        ("minutes: 5", "minutes: 5\nneeds: [ipv6]", "1:1: needs is empty in en"),
        ("docker network inspect bridge", "docker network ls", "15:1: in en this line is: docker network inspect bridge"),
        ("name=docker0 kind=bridge", "name=docker0", "22:5: in en this pattern is: link netns=host name=docker0 kind=bridge"),
        ("    no link netns=host master=docker0\n", "", "21:1: in en this pattern is: no link netns=host master=docker0"),
        ("text already=yes claims", "text claims", "21:1: in en this claim is already=yes"),
        ("text already=yes claims", "text already=yes kept=yes claims", "21:1: in en this claim is not kept=yes"),
        ("bridge=docker0 name=$answer", "name=$answer", "28:5: in en this pattern is: network bridge=docker0 name=$answer"),
        ("bash solution", "bash", "62:1: en has solution commands on alpha here (line 59)"),
        ("web 在运行\n    container name=web state=running\n", "", "44:1: en has 3 claims here, this has 2"),
        ("## 轮到你了", "## 轮到你了\n## 还有", "55:1: en has 3 steps, this has 4"),
    ],
)  # fmt: skip
def test_a_difference_is_told_with_its_place_in_the_translation(
    before: str, after: str, problem: str, pair: tuple[Path, Path]
) -> None:
    text = pair[1].read_text()
    assert before in text
    pair[1].write_text(text.replace(before, after, 1))
    assert told(pair) == [problem]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("db 在运行", "db 活着"),
        ("# 名字不对。", "# 名字不对，\n# 完全不对。"),
        ("> [!TIP]", "> [!TIP]\n> 再想想。\n\n> [!TIP]"),
    ],
)
def test_words_are_the_translators_own(before: str, after: str, pair: tuple[Path, Path]) -> None:
    text = pair[1].read_text()
    assert before in text
    pair[1].write_text(text.replace(before, after, 1))
    assert told(pair) == []


@pytest.fixture
def course(pair: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    monkeypatch.setattr(catalogue, "folder", lambda: tmp_path)
    return pair


def test_a_lesson_of_the_course_is_in_every_language(course: tuple[Path, Path]) -> None:
    english, chinese = course
    assert check_twins(english) == []
    moved = chinese.rename(chinese.with_name("02-another.md"))
    assert [str(problem) for problem in check_twins(english)] == [
        f"{english}:1:1: there is no zh/{english.name}: this lesson is not translated"
    ]
    assert [str(problem) for problem in check_twins(moved)] == [
        f"{moved}:1:1: there is no en/02-another.md: this translates nothing"
    ]


def test_anyones_own_lesson_need_not_be(pair: tuple[Path, Path]) -> None:
    pair[1].unlink()
    assert check_twins(pair[0]) == []


def test_terms_are_called_what_the_glossary_calls_them(course: tuple[Path, Path], tmp_path: Path) -> None:
    rows = "| en | zh | note |\n|---|---|---|\n| cable | 网线 | strict |\n| a bridge / bridge | 网桥 | strict, once |\n"
    (tmp_path / "glossary.md").write_text(rows + "| container | 箱子 | |\n")
    assert check_twins(course[0]) == []
    (tmp_path / "glossary.md").write_text("| en | zh | note |\n|---|---|---|\n| cable | 电缆 | strict |\n")
    assert {
        str(problem).removeprefix(f"{course[1]}:").partition(":")[0] for problem in check_twins(course[0])
    } == {str(step.place.line) for step in load(course[1]).steps[:2]}


def test_a_learners_value_is_no_word_of_the_text(course: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "glossary.md").write_text("| en | zh | note |\n|---|---|---|\n| gateway | 网关 | strict |\n")
    assert check_twins(course[0]) == []
    text = course[0].read_text()
    course[0].write_text(text.replace("\n## ", "\nIt is {{net.gateway}}.\n\n## ", 1))
    assert not [problem for problem in check_twins(course[0]) if "网关" in str(problem)]
    course[0].write_text(text.replace("\n## ", "\nIt is the gateway.\n\n## ", 1))
    assert [problem for problem in check_twins(course[0]) if "网关" in str(problem)]
