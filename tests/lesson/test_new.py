"""The skeleton of a lesson."""

from pathlib import Path

import pytest

from tutor.errors import LessonError
from tutor.lesson.new import write_new
from tutor.lesson.reader import load
from tutor.lint import check, course, twins
from tutor.lint.check import check_lesson


def test_it_is_a_lesson_of_the_course_in_both_languages(tmp_path: Path) -> None:
    english, chinese = write_new("my-lesson", tmp_path)
    assert (english.parent.name, chinese.parent.name) == ("en", "zh")
    assert english.name == chinese.name == "01-my-lesson.md"
    for path in (english, chinese):
        assert check(path) == []
        assert check_lesson(load(path)) == []
        assert list(course.check(load(path))) == []
    assert list(twins.check(load(english), load(chinese))) == []


def test_it_comes_after_the_last_and_never_over_another(tmp_path: Path) -> None:
    (tmp_path / "zh").mkdir()
    (tmp_path / "zh" / "07-other.md").touch()
    assert {path.name for path in write_new("my-lesson", tmp_path)} == {"08-my-lesson.md"}
    with pytest.raises(LessonError, match='there is a lesson "my-lesson"'):
        write_new("my-lesson", tmp_path)
    with pytest.raises(LessonError, match='there is a lesson "other"'):
        write_new("other", tmp_path)


@pytest.mark.parametrize("slug", ["", "../up", "Big", "a b", "-x", "x--y", "网桥"])
def test_a_slug_is_small_letters_digits_and_dashes(slug: str, tmp_path: Path) -> None:
    with pytest.raises(LessonError, match="cannot be called"):
        write_new(slug, tmp_path)
