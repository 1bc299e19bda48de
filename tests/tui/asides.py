"""What is seen beside a lesson: the course to choose from, a lesson that is being written, the board of a class."""

import time
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from textual.app import App

from tests.tui.staged import StagedSession
from tests.tui.staged_board import Silent
from tutor.classroom.address import read_address
from tutor.classroom.record import Record
from tutor.journal import Journal
from tutor.lesson.model import Lesson
from tutor.lesson.reader import load
from tutor.tui.board import BoardApp
from tutor.tui.preview import PreviewApp


def course(text: str) -> list[Lesson]:
    """Four lessons: one that was done, one at its second step, one still to come, one that cannot run."""
    lessons: list[Lesson] = []
    with TemporaryDirectory() as folder:
        for number, slug in enumerate(("done", "begun", "ahead", "needy"), start=1):
            path = Path(folder) / f"{number:02}-{slug}.md"
            more = "needs: [macvlan]\nafter: [ahead]\n" if slug == "needy" else ""
            path.write_text(text.replace("minutes: 5\n", f"minutes: {5 * number}\n{more}"))
            lessons.append(load(path))
    return lessons


def lacking(lessons: Iterable[Lesson], engine_dir: Path | None) -> frozenset[str]:
    """What the last of them needs, whatever this machine has."""
    assert lessons, engine_dir
    return frozenset({"macvlan"})


def preview(folder: Path, journal: Journal, lesson: str) -> App[Any]:
    """A lesson whose author has just misspelt a word, after it was good once."""
    path = folder / "07-cables.md"
    path.write_text(lesson)
    return PreviewApp(journal, path, make_session=lambda read: StagedSession(read, None))


def board(folder: Path) -> App[Any]:
    """A class of four: a hand is up, somebody is stuck, one is done, one has gone."""
    silent = Silent(read_address("mqtt://b:x@127.0.0.1/room"), Record(folder / "board.db"))
    began = time.time() + 3600  # by a clock that is ahead: no minute passes while pictures are taken
    silent.learner(1, "Anna", step=2, tries=4, since=began)
    silent.learner(2, "王小明", step=1, hand=True, hints=1, since=began)
    silent.learner(3, "Ben", step=3, wrong=5, tries=9, hints=2, solved=True, since=began)
    silent.learner(4, "Zoe", step=4, done=True, since=began)
    silent.roster.take_online(f"{4:016x}", online=False)
    return BoardApp(silent, silent._record, "room-7")
