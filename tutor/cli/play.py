"""``tutor play``: a lesson as plain text, by the learner or by itself."""

import asyncio
import json as jsons
import sys
from typing import Annotated

from cyclopts import Parameter

from tutor.classroom.background import Background
from tutor.cli.ask_host import ask
from tutor.cli.options import IN_A_LAB, Json, Language, Lessons, PlaceOptions, Seed, use_lessons
from tutor.cli.plain import play_plainly
from tutor.cli.prove import print_json, print_text, show_proof
from tutor.cli.speaking import speak
from tutor.errors import CannotRunError
from tutor.journal import Journal
from tutor.language import _
from tutor.lesson import catalogue
from tutor.lesson.reader import load
from tutor.session import Session


def play(
    lesson: Annotated[str, Parameter(help="Number, name or file of a lesson.")],
    /,
    *,
    auto: Annotated[bool, Parameter(help="Let the lesson's own commands run.")] = False,
    json: Json = False,
    step: Annotated[int | None, Parameter(help="Begin with this step, counted from 1.")] = None,
    place: PlaceOptions = IN_A_LAB,
    language: Language = "",
    lessons: Lessons = None,
    seed: Seed = "",
) -> None:
    """Play a lesson as plain text with prompts, for any terminal and for screen readers.

    With --auto it plays itself, and every claim is printed as it stood before and after its
    step's commands; exit status 0 only if each one that should turn was red before, and all are
    green after; 3 when the lesson needs what this machine cannot do.
    """
    use_lessons(lessons)
    loaded = load(catalogue.find(lesson, speak(language)))
    if place.on_host:
        ask(loaded, yes=place.yes)
    if not auto:
        journal = Journal()
        try:
            session = Session(loaded, journal, place.engine_dir, on_host=place.on_host, seed=seed)
            begin = step - 1 if step else journal.place(loaded.key)
            with Background(journal.path, _hear):
                asyncio.run(play_plainly(session, begin))
        finally:
            journal.close()
        return
    session = Session(loaded, None, place.engine_dir, on_host=place.on_host, seed=seed)
    try:
        right = asyncio.run(show_proof(session, print_json if json else print_text))
    except CannotRunError as error:
        if json:
            print(jsons.dumps({"event": "cannotrun", "message": error.message, "advice": error.advice}))
        raise
    sys.exit(0 if right else 1)


def _hear(words: str) -> None:
    print("\n" + _("From your instructor: {words}", words=words), file=sys.stderr)
