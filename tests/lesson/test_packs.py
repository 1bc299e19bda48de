"""Packs of lessons: found by folder or by entry point, never run as code, each with names of its own."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lesson.writing import FRONT
from tutor.errors import LessonError
from tutor.lesson import catalogue, packs
from tutor.lesson.reader import load

LESSON = FRONT + "\n## A step\n\nText.\n"


def write_lesson(folder: Path, name: str, language: str = "en") -> Path:
    path = folder / language / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(LESSON)
    return path


@pytest.fixture(autouse=True)
def nothing_given(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No pack but those of the test; the tutor's own course is one lesson."""
    monkeypatch.setattr(packs, "_given", [])
    monkeypatch.delenv(packs.VARIABLE, raising=False)
    packs._installed.cache_clear()
    yield
    packs._installed.cache_clear()


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(catalogue, "folder", lambda: tmp_path / "course")
    return write_lesson(tmp_path / "course", "01-veth-pairs.md")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package as pip leaves it behind: the lessons, and what says that they are some. Its code ends the test."""
    site = tmp_path / "site"
    path = write_lesson(site / "acme_lessons", "01-firewalls.md")
    (site / "acme_lessons" / "__init__.py").write_text("raise SystemExit('code of a pack was run')")
    info = site / "acme_lessons-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-lessons\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[tutor.lessons]\nacme = acme_lessons\nbad = os.path:join\n")
    monkeypatch.syspath_prepend(site)
    return path


def test_lessons_of_a_folder_come_before_the_course(course: Path, tmp_path: Path) -> None:
    mine = write_lesson(tmp_path / "My Class", "01-our-network.md")
    packs.use_folder(tmp_path / "My Class")
    assert catalogue.all_lessons("en") == [mine, course]
    assert catalogue.find("1", "en") == mine
    assert catalogue.find("veth", "en") == course
    assert catalogue.find("my-class/1", "en") == mine
    assert catalogue.wanted_lessons("en") == [mine]


def test_an_installed_pack_comes_after_the_course_and_none_of_it_is_run(
    course: Path, installed: Path
) -> None:
    assert catalogue.all_lessons("en") == [course, installed]
    assert catalogue.find("1", "en") == course
    assert catalogue.find("acme/1", "en") == installed
    assert catalogue.find("firewalls", "en") == installed
    assert catalogue.wanted_lessons("en") == [course]
    assert "acme_lessons" not in sys.modules


def test_the_journal_tells_lessons_of_two_courses_apart(course: Path, tmp_path: Path) -> None:
    write_lesson(tmp_path / "mine", "01-veth-pairs.md")
    packs.use_folder(tmp_path / "mine")
    assert [load(path).key for path in catalogue.all_lessons("en")] == ["mine/veth-pairs", "veth-pairs"]
    assert load(course).pack == ""


def test_a_language_that_a_pack_has_not_is_english(tmp_path: Path) -> None:
    mine = write_lesson(tmp_path / "mine", "01-x.md")
    packs.use_folder(tmp_path / "mine")
    assert catalogue.find("mine/1", "zh") == mine


def test_a_folder_of_the_environment(course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = write_lesson(tmp_path / "mine", "01-x.md")
    monkeypatch.setenv(packs.VARIABLE, str(tmp_path / "mine"))
    assert catalogue.all_lessons("en") == [mine, course]


def test_what_is_no_pack_is_told(course: Path, tmp_path: Path) -> None:
    assert course
    with pytest.raises(LessonError, match="no folder"):
        packs.use_folder(tmp_path / "gone")
    (tmp_path / "empty").mkdir()
    with pytest.raises(LessonError, match="no lessons in"):
        packs.use_folder(tmp_path / "empty")
    with pytest.raises(LessonError, match='no pack called "acme"'):
        catalogue.find("acme/1", "en")


def test_a_misspelt_lesson_gets_the_near_ones_of_all(course: Path, installed: Path) -> None:
    assert course
    assert installed
    with pytest.raises(LessonError) as caught:
        catalogue.find("firewals", "en")
    assert "firewalls" in caught.value.advice
