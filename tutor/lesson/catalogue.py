"""Which lessons there are, and which one a learner means."""

import re
from difflib import get_close_matches
from pathlib import Path

import tutor
from tutor.errors import LessonError
from tutor.lesson.packs import Pack, packs

FILE = re.compile(r"(\d\d)-([a-z0-9]+(?:-[a-z0-9]+)*)\.md")
"""Name of a lesson file: its number and its slug."""


def folder() -> Path:
    """The folder of lessons: inside the installed package, or beside it in a checkout."""
    package = Path(tutor.__file__).resolve().parent
    inside = package / "lessons"
    return inside if inside.is_dir() else package.parent / "lessons"


def languages() -> list[str]:
    """Languages that there are lessons in; none where only lessons of the user's own can be played."""
    course = folder()
    return sorted(path.name for path in course.iterdir() if path.is_dir()) if course.is_dir() else []


def lessons(language: str) -> list[Path]:
    """The lesson files of a language, in the order of their numbers."""
    if language not in languages():
        raise LessonError(f"there are no lessons in {language}", f"there are: {', '.join(languages())}")
    return sorted(path for path in (folder() / language).iterdir() if FILE.fullmatch(path.name))


def all_lessons(language: str) -> list[Path]:
    """The lessons that a learner may choose from: those of folders that were asked for, the course, other packs."""
    given = [path for pack in packs() if pack.is_given for path in _of_pack(pack, language)]
    others = [path for pack in packs() if not pack.is_given for path in _of_pack(pack, language)]
    own = lessons(language) if language in languages() or not given + others else []
    return [*given, *own, *others]


def wanted_lessons(language: str) -> list[Path]:
    """What is checked where nothing is named: the lessons of folders that were asked for, else the course."""
    given = [path for pack in packs() if pack.is_given for path in _of_pack(pack, language)]
    return given or lessons(language)


def slug(path: Path) -> str:
    """A lesson's id: its file's name without number and ending."""
    found = FILE.fullmatch(path.name)
    return found[2] if found else path.stem


def number(path: Path) -> int:
    """A lesson's place in the course; 0 where its file has no number."""
    found = FILE.fullmatch(path.name)
    return int(found[1]) if found else 0


def find(name: str, language: str) -> Path:
    """The lesson that is meant by a path, a number, a slug, or a part of one. Raises LessonError.

    ``PACK/NAME`` is one of a pack. Without a pack's name the folders that were asked for come
    first, then the course, then the packs that are installed.
    """
    if name.endswith(".md"):
        return _file(Path(name))
    pack, slash, rest = name.partition("/")
    if slash:
        return _find_in_pack(pack, rest, language)
    known = packs()
    shelves = [_of_pack(pack, language) for pack in known if pack.is_given]
    shelves += [lessons(language)] if language in languages() or not known else []
    shelves += [_of_pack(pack, language) for pack in known if not pack.is_given]
    for paths in shelves:
        if found := _choose(name, paths)[0]:
            return found
    near = [path for paths in shelves for path in _choose(name, paths)[1]]
    raise _not_found(name, near or [path for paths in shelves for path in paths])


def _find_in_pack(pack: str, name: str, language: str) -> Path:
    known = {each.name: each for each in packs()}
    if pack not in known:
        listed = ", ".join(known) or "there are none yet; see docs/authors.md"
        raise LessonError(f'there is no pack called "{pack}"', f"the packs are: {listed}")
    paths = _of_pack(known[pack], language)
    found, near = _choose(name, paths)
    if not found:
        raise _not_found(name, near or paths)
    return found


def _choose(name: str, paths: list[Path]) -> tuple[Path | None, list[Path]]:
    """The one of these that is meant, and those that come near."""
    numbered = [path for path in paths if name.isdigit() and int(path.name[:2]) == int(name)]
    exact = [path for path in paths if slug(path) == name]
    partial = [path for path in paths if name.lower() in slug(path)]
    one = next((found[0] for found in (numbered, exact, partial) if len(found) == 1), None)
    return one, partial


def _of_pack(pack: Pack, language: str) -> list[Path]:
    folder = pack.folder / pack.language(language)
    return sorted(path for path in folder.iterdir() if FILE.fullmatch(path.name))


def _file(path: Path) -> Path:
    if not path.is_file():
        raise LessonError(
            f"there is no file {path}", "lessons of the course go by name or number: tutor the-bridge"
        )
    return path


def _not_found(name: str, paths: list[Path]) -> LessonError:
    slugs = [slug(path) for path in paths]
    near = get_close_matches(name, slugs, n=3, cutoff=0.5) or slugs
    listed = "\n".join(f"    {path.name[:2]}  {slug(path)}" for path in paths if slug(path) in near)
    return LessonError(f'there is no one lesson called "{name}"', f"did you mean one of these?\n{listed}")
