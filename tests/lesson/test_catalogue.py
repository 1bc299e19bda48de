"""Which lesson a learner means."""

from pathlib import Path

import pytest

from tutor.errors import LessonError
from tutor.lesson import catalogue


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of three lessons, and a file that is none."""
    folder = tmp_path / "en"
    folder.mkdir()
    for name in ("02-the-bridge.md", "01-veth-pairs.md", "11-more-veth.md", "notes.md", "x.txt"):
        (folder / name).touch()
    monkeypatch.setattr(catalogue, "folder", lambda: tmp_path)
    return folder


def test_lessons_come_in_the_order_of_their_numbers(course: Path) -> None:
    assert [path.name for path in catalogue.lessons("en")] == [
        "01-veth-pairs.md",
        "02-the-bridge.md",
        "11-more-veth.md",
    ]
    assert {path.parent for path in catalogue.lessons("en")} == {course}


@pytest.mark.parametrize("name", ["1", "01", "veth-pairs", "pairs", "Veth-P"])
def test_a_number_a_slug_or_a_part_of_one(name: str, course: Path) -> None:
    assert catalogue.find(name, "en") == course / "01-veth-pairs.md"


def test_a_file(course: Path) -> None:
    assert catalogue.find(str(course / "notes.md"), "en") == course / "notes.md"
    with pytest.raises(LessonError, match="there is no file"):
        catalogue.find("gone.md", "en")


def test_one_that_could_be_two_names_them(course: Path) -> None:
    assert course
    with pytest.raises(LessonError) as caught:
        catalogue.find("veth", "en")
    assert "veth-pairs" in caught.value.advice
    assert "more-veth" in caught.value.advice
    assert "the-bridge" not in caught.value.advice


def test_a_language_without_lessons(course: Path) -> None:
    assert course
    with pytest.raises(LessonError, match="no lessons in tlh") as caught:
        catalogue.lessons("tlh")
    assert caught.value.advice == "there are: en"
