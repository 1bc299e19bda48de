"""The course as the catalogue shows it. What reads it takes a moment to load, so that is done when it is wanted."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.errors import TutorError

if TYPE_CHECKING:
    from tutor.lesson.model import Lesson


def read_course(language: str) -> "list[Lesson]":
    """All lessons of a language."""
    from tutor.lesson.catalogue import all_lessons  # noqa: PLC0415
    from tutor.lesson.reader import load  # noqa: PLC0415

    return [load(path) for path in all_lessons(language)]


def find_lacking(lessons: "Iterable[Lesson]", engine_dir: Path | None) -> frozenset[str]:
    """What any of them needs that this machine does not have; that is tried, and takes longer than reading."""
    from tutor.lab.doctor import missing  # noqa: PLC0415

    wanted = {need for lesson in lessons for need in lesson.needs}
    with suppress(TutorError):  # the lesson that is opened will tell of it
        return frozenset(one.need for one in missing(wanted, engine_dir=engine_dir))
    return frozenset()
