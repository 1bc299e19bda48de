"""A new lesson in every language: a skeleton that works, to be changed piece by piece."""

import re
from importlib import resources
from pathlib import Path

from tutor.errors import LessonError
from tutor.lesson.catalogue import FILE, number

LANGUAGES = ("en", "zh")
LAST = 99
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def write_new(slug: str, folder: Path) -> list[Path]:
    """Write the skeleton into this folder of lessons, numbered after the last; raises LessonError."""
    if not _SLUG.fullmatch(slug):
        raise LessonError(
            f'a lesson cannot be called "{slug}"',
            "use small letters and digits, with - in between: veth-pairs",
        )
    _refuse_twice(slug, folder)
    name = f"{_next_number(folder):02}-{slug}.md"
    title = slug.replace("-", " ").capitalize()
    paths = [folder / language / name for language in LANGUAGES]
    try:
        for path in paths:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x") as file:
                file.write(_skeleton(path.parent.name).format(title=title))
    except OSError as error:
        raise LessonError(
            f"the lesson cannot be written: {error.strerror} ({error.filename})",
            "write it into another folder: --folder DIR",
        ) from error
    return paths


def _refuse_twice(slug: str, folder: Path) -> None:
    for path in folder.glob("*/*.md"):
        found = FILE.fullmatch(path.name)
        if found and found[2] == slug:
            raise LessonError(f'there is a lesson "{slug}": {path}', "choose another name")


def _next_number(folder: Path) -> int:
    following = 1 + max((number(path) for path in folder.glob("*/*.md")), default=0)
    if following > LAST:
        raise LessonError("a course has at most 99 lessons", "write it into another folder: --folder DIR")
    return following


def _skeleton(language: str) -> str:
    return (resources.files("tutor.lesson") / "skeleton" / f"{language}.md").read_text()
