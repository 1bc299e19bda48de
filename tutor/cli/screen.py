"""The screen: the course in a terminal of its own."""

import os
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from tutor.cli.speaking import speak
from tutor.errors import TutorError
from tutor.journal import Journal
from tutor.language import _
from tutor.lesson.packs import packs

if TYPE_CHECKING:
    from tutor.lesson.model import Lesson
    from tutor.session import Session
    from tutor.tui.app import TutorApp


FRAMES = "120"
"""Frames a second at most: half as long to wait for one as with Textual's own 60. Over a network these are enough."""


def open_screen(
    lesson: str | None = None,
    *,
    step: int | None = None,
    engine_dir: Path | None = None,
    language: str = "",
    seed: str = "",
) -> None:
    """Open the course on the screen; in another language, anew, when the learner asks for that."""
    language = speak(language)
    served = bool(os.environ.get("TEXTUAL_DRIVER"))
    if served:
        from tutor.lab.spaces import die_with_parent  # noqa: PLC0415 - of a terminal the kernel tells

        die_with_parent()
    elif not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise TutorError(
            _("the screen needs a terminal"), _("as plain text: tutor play {lesson}", lesson=lesson or 1)
        )
    elif "SSH_CONNECTION" not in os.environ:
        os.environ.setdefault("TEXTUAL_FPS", FRAMES)
    from tutor.classroom.background import Background  # noqa: PLC0415 - the same
    from tutor.tui.app import TutorApp  # noqa: PLC0415 - half a second that no other verb should pay

    loaded = _load(lesson, language) if lesson else None
    journal = Journal()
    try:
        app = TutorApp(
            journal,
            lesson=loaded,
            start=step - 1 if step else None,
            engine_dir=engine_dir,
            language=language,
            make_session=partial(_make_session, journal=journal, engine_dir=engine_dir, seed=seed),
        )
        app.sending = Background(journal.path, partial(_hear, app))
        with app.sending:
            other = app.run()
    finally:
        journal.close()
    if app.report:
        raise TutorError(
            _("the tutor has met a fault of its own"), _("a report of it is in {path}", path=app.report)
        )
    if other and not served:  # a browser asks for the page again
        _start_anew(other)


def _load(lesson: str, language: str) -> "Lesson":
    from tutor.lesson import catalogue  # noqa: PLC0415 - the catalogue's welcome is seen before
    from tutor.lesson.reader import load  # noqa: PLC0415

    return load(catalogue.find(lesson, language))


def _make_session(lesson: "Lesson", *, journal: Journal, engine_dir: Path | None, seed: str) -> "Session":
    from tutor.session import Session  # noqa: PLC0415 - the same

    return Session(lesson, journal, engine_dir, seed=seed)


def _hear(app: "TutorApp", words: str) -> None:
    """Show what the instructor says to all; it comes from the class's own thread."""
    with suppress(RuntimeError):  # the screen is closing
        app.call_from_thread(app.notify, words, title=_("From your instructor"), timeout=60, markup=False)


def _start_anew(language: str) -> NoReturn:
    """Texts are chosen as modules are loaded: another language is another process."""
    sys.stdout.flush()
    more = [word for pack in packs() if pack.is_given for word in ("--lessons", str(pack.folder))][:2]
    os.execv(sys.executable, [sys.executable, "-P", "-m", "tutor", "--language", language, *more])  # noqa: S606
