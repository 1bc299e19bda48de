"""``tutor play`` and the screen: a lesson, by the learner or by itself."""

import asyncio
import json as jsons
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, NoReturn

from cyclopts import Parameter

from tutor.cli.options import EngineDir, Json, Language, Seed
from tutor.errors import TutorError
from tutor.journal import Journal
from tutor.language import _, set_language
from tutor.lesson import catalogue
from tutor.lesson.reader import load
from tutor.session import Session, events
from tutor.session.auto import prove


def play(
    lesson: Annotated[str, Parameter(help="Number, name or file of a lesson.")],
    /,
    *,
    auto: Annotated[bool, Parameter(help="Let the lesson's own commands run.")] = False,
    json: Json = False,
    step: Annotated[int | None, Parameter(help="Begin with this step, counted from 1.")] = None,
    engine_dir: EngineDir = None,
    language: Language = "en",
    seed: Seed = "",
) -> None:
    """Play a lesson: on the screen, or with --auto by itself.

    With --auto every claim is printed as it stood before and after its step's commands; exit
    status 0 only if each one that should turn was red before, and all are green after.
    """
    if not auto:
        open_screen(lesson, step=step, engine_dir=engine_dir, language=language, seed=seed)
        return
    set_language(language)
    loaded = load(catalogue.find(lesson, language))
    session = Session(loaded, None, engine_dir, seed=seed)
    right = asyncio.run(_prove(session, _print_json if json else _print_text))
    sys.exit(0 if right else 1)


def open_screen(
    lesson: str | None, *, step: int | None, engine_dir: Path | None, language: str, seed: str = ""
) -> None:
    """Open the course on the screen; in another language, anew, when the learner asks for that."""
    set_language(language)
    from tutor.tui.app import TutorApp  # noqa: PLC0415 - half a second that no other verb should pay

    loaded = load(catalogue.find(lesson, language)) if lesson else None
    journal = Journal()
    try:
        app = TutorApp(
            journal,
            lesson=loaded,
            start=step - 1 if step else None,
            language=language,
            make_session=lambda chosen: Session(chosen, journal, engine_dir, seed=seed),
        )
        other = app.run()
    finally:
        journal.close()
    if app.report:
        raise TutorError(
            _("the tutor has met a fault of its own"), _("a report of it is in {path}", path=app.report)
        )
    if other:
        _start_anew(other)


def _start_anew(language: str) -> NoReturn:
    """Texts are chosen as modules are loaded: another language is another process."""
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-P", "-m", "tutor", "--language", language])  # noqa: S606


async def _prove(session: Session, show: Callable[[events.Event], None]) -> bool:
    began = time.monotonic()
    async with session:
        proving = asyncio.create_task(prove(session))
        async for event in session.events(until=proving):
            show(event)
        right = proving.result()
    print(
        f"{session.lesson.slug}: {'right' if right else 'WRONG'}, {time.monotonic() - began:.1f} s",
        file=sys.stderr,
    )
    return right


def _print_json(event: events.Event) -> None:
    match event:
        case events.Proved() | events.Ran() | events.LabReady() | events.Trouble():
            told = {"event": type(event).__name__.lower(), **asdict(event)}
        case events.StepOpened(index, step):
            told = {"event": "stepopened", "index": index, "title": step.title}
        case _:
            return
    if isinstance(event, events.Proved):
        told["right"] = event.right
    print(jsons.dumps(told, ensure_ascii=False), flush=True)


def _print_text(event: events.Event) -> None:
    match event:
        case events.StepOpened(index, step):
            print(f"\n{index + 1}. {step.title}")
        case events.Ran(text, status, output):
            print("".join(f"   $ {line}\n" for line in text.strip().splitlines()), end="")
            print("".join(f"     {line}\n" for line in output.strip().splitlines()), end="")
            print(f"     (exit status {status})\n" if status else "", end="")
        case events.Proved():
            _print_proof(event)
        case events.Trouble(words) if words:
            print(f"   trouble: {words}")


def _print_proof(proof: events.Proved) -> None:
    mark = "ok" if proof.right else "NOT SO"
    print(f"   {mark:6} {proof.before} → {proof.after}: {proof.sentence}")
    if proof.fault:
        print(f"          {proof.fault}")
