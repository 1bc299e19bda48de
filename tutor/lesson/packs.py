"""Packs: courses by others, beside the tutor's own. A pack is a folder of lessons, and nothing of it is ever run as code.

One comes from ``--lessons DIR`` (or ``TUTOR_LESSONS``), or with a Python package that names it in
the entry-point group ``tutor.lessons``. Such a package is found and not imported.
"""

import os
import re
from dataclasses import dataclass
from functools import cache
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.errors import LessonError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "tutor.lessons"
VARIABLE = "TUTOR_LESSONS"
NAME = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
"""What a pack may be called."""
_given: list[Path] = []


@dataclass(frozen=True, slots=True)
class Pack:
    """A course of somebody else's."""

    name: str
    folder: Path
    """In it is a folder for each language: en, zh, …"""
    is_given: bool = False
    """Whether the learner has asked for this folder, so that its lessons come first."""

    def languages(self) -> list[str]:
        """Languages that it is in."""
        return sorted(path.name for path in self.folder.iterdir() if path.is_dir() and any(path.glob("*.md")))

    def language(self, wanted: str) -> str:
        """The wanted language, or English, or any that it is in."""
        there = self.languages()
        return next((each for each in (wanted, "en", *there) if each in there), "")


def use_folder(folder: Path) -> None:
    """Add the lessons of this folder; raises LessonError when there are none."""
    pack = _of_folder(folder)
    if not pack.languages():
        raise LessonError(
            f"there are no lessons in {folder}",
            "a folder of lessons has one for each language in it: en/01-first.md",
        )
    if folder not in _given:
        _given.append(folder)


def packs() -> list[Pack]:
    """All packs: those that were asked for, then those that are installed. Of two with a name the first counts."""
    named = os.environ.get(VARIABLE, "")
    found = [_of_folder(folder) for folder in _given or ([Path(named)] if named else [])] + _installed()
    return list({pack.name: pack for pack in reversed(found)}.values())[::-1]


def pack_of(path: Path) -> str:
    """Name of the pack that a lesson's file belongs to; empty for the tutor's own and for single files."""
    parents = path.resolve().parents
    return next((pack.name for pack in packs() if pack.folder.resolve() in parents), "")


def _of_folder(folder: Path) -> Pack:
    if not folder.is_dir():
        raise LessonError(
            f"there is no folder {folder}", "--lessons names a folder with lessons in en/, zh/, …"
        )
    name = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-")
    return Pack(name or "lessons", folder, is_given=True)


@cache
def _installed() -> list[Pack]:
    from importlib.metadata import entry_points  # noqa: PLC0415 - the catalogue's welcome is seen before

    found = (_locate(point) for point in sorted(entry_points(group=GROUP), key=lambda point: point.name))
    return [pack for pack in found if pack]


def _locate(point: "EntryPoint") -> Pack | None:
    """The folder of a package, found without running a line of it; so it may not be inside of another one."""
    if not NAME.fullmatch(point.name) or not point.value.isidentifier():
        return None
    spec = PathFinder.find_spec(point.value)
    places = list(spec.submodule_search_locations or ()) if spec else []
    folders = [Path(place) for place in places if Path(place).is_dir()]
    return Pack(point.name, folders[0]) if folders else None
