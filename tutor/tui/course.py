"""The course as the catalogue shows it. What reads it takes a moment to load, so that is done when it is wanted."""

from contextlib import suppress
from pathlib import Path

from tutor.errors import TutorError
from tutor.lesson.model import Lesson


def read_course(language: str, engine_dir: Path | None) -> tuple[list[Lesson], frozenset[str]]:
    """All lessons of a language, and what any of them needs that this machine does not have."""
    from tutor.lab.doctor import missing  # noqa: PLC0415
    from tutor.lesson.catalogue import all_lessons  # noqa: PLC0415
    from tutor.lesson.reader import load  # noqa: PLC0415

    course = [load(path) for path in all_lessons(language)]
    wanted = {need for lesson in course for need in lesson.needs}
    with suppress(TutorError):  # the lesson that is opened will tell of it
        return course, frozenset(one.need for one in missing(wanted, engine_dir=engine_dir))
    return course, frozenset()
