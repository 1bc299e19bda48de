"""Every screen of the course, brought about as a learner would, with a staged session: for pictures of them.

.venv/bin/python -P -m tests.tui.scenes LANGUAGE [SCENE]

Texts are chosen as modules are loaded, so that one process draws in one language. It prints JSON: for each scene what is
seen at each size, and at one size an SVG for each theme; or, of one scene, what is seen, to be looked at.
"""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

from tutor.language import set_language

if __name__ == "__main__":
    os.environ |= {"TEXTUAL_ANIMATIONS": "none", "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
    os.environ.pop("NO_COLOR", None)
    set_language(sys.argv[1])

from textual.widgets import Input

from tests.tui import asides
from tests.tui.conftest import Stage
from tests.tui.staged import LESSON, LESSON_ZH, StagedSession, staged, web
from tests.tui.staged_path import follow
from tests.tui.staged_starts import NoSession, SlowSession
from tutor.classroom.member import join
from tutor.journal import Journal
from tutor.lesson.model import Lesson
from tutor.session.events import Did, Trouble
from tutor.state import Change
from tutor.tui import app as course
from tutor.tui.preview import Problems
from tutor.tui.themes import THEMES
from tutor.tui.widgets import starting
from tutor.tui.widgets.path_panel import PathPanel
from tutor.tui.widgets.step_view import StepView
from tutor.tui.widgets.terminal import NodeTerminal

SIZES = ((80, 24), (120, 40), (200, 60))
Scene = Callable[[Stage], Awaitable[None]]
CALM = 0.3
"""Seconds in which whatever waits for more changes has drawn them; the board looks four times a second."""
LANGUAGE = sys.argv[1] if __name__ == "__main__" else "en"


def did() -> Did:
    """What starting a container does."""
    return Did("docker run -d --name web tutor/box sleep 1d", "alpha", Change(frozenset(web()), frozenset()))


async def _introduction(_stage: Stage) -> None:
    """As it was opened."""


async def _explained(stage: Stage) -> None:
    stage.session.change(*web()[:1])
    await stage.sees("docker ps -a")


async def _hints_and_solution(stage: Stage) -> None:
    await stage.press("h", "h", "s")


async def _step_done(stage: Stage) -> None:
    stage.session.change(*web())
    await stage.until(lambda: stage.session.step_done)


async def _questions(stage: Stage) -> None:
    stage.session.change(*web())
    stage.session.open(1)
    await stage.until(lambda: stage.app.screen.query("QuestionBox"))
    await stage.sees("veth1")
    await stage.press("a", *"eth9", "enter", "escape")


async def _finished(stage: Stage) -> None:
    await _questions(stage)
    await stage.press("a", "backspace", *"veth1", "enter", "a", "down", "space")
    await stage.until(lambda: stage.app.screen.query("#finished"))
    await _at(stage, SIZES[1])  # a scroll bar may be drawn before its text has come to rest


async def _broken_again(stage: Stage) -> None:
    stage.session.change(*web())
    await stage.until(lambda: stage.session.step_done)
    stage.session.open(1)
    stage.session.change(lost=(web()[0],))
    stage.session.emit(Trouble("the engine does not answer"))
    await stage.sees("the engine does not answer")


async def _map(stage: Stage) -> None:
    stage.session.change(*web())
    await stage.press("f2")
    await stage.sees("veth1")


async def _changes(stage: Stage) -> None:
    stage.session.emit(did())
    await stage.press("f3")
    await stage.sees("docker run -d")


async def _facts(stage: Stage) -> None:
    stage.session.change(*web())
    await stage.press("f4")
    await stage.sees("veth1")


async def _path(stage: Stage) -> None:
    stage.session.change(*web())
    stage.session.paths.follow = follow  # type: ignore[method-assign]
    await stage.press("f5", *"from=web to=host:80", "enter")
    await stage.until(lambda: stage.app.screen.query_one(PathPanel)._path)
    await stage.press("down", "down", "down")


async def _shell(stage: Stage) -> None:
    await stage.press("f6")


async def _full_shell(stage: Stage) -> None:
    await _at(stage, SIZES[1])
    await stage.press("f6", "f7")


async def _confirm(stage: Stage) -> None:
    await stage.press("q")


async def _steps(stage: Stage) -> None:
    await stage.press("g")


async def _by_hand(stage: Stage) -> None:
    await stage.press("f2", "question_mark")


async def _join_class(stage: Stage) -> None:
    await stage.press("c")
    await stage.until(lambda: stage.app.screen.query("#url"))


async def _in_class(stage: Stage) -> None:
    join(stage.app._journal, f"mqtts://learner:x@192.168.1.5/room-7#sha256={'A' * 43}", "Anna")
    await stage.press("r", "c")
    await stage.until(lambda: stage.app.screen.query("#standing") and not stage.app._notifications)


async def _palette(stage: Stage) -> None:
    await stage.press("ctrl+p")
    await stage.until(lambda: stage.app.screen.query("CommandList"))


async def _opened(stage: Stage) -> None:
    await stage.until(
        lambda: isinstance(stage.app.focused, StepView) and stage.app.screen.query(NodeTerminal)
    )


async def _preview(stage: Stage) -> None:
    path = stage.app.screen.query_one(Problems)._path
    path.write_text(path.read_text().replace("container name=web", "contaner name=web"))
    await stage.sees("contaner")


async def _reading(stage: Stage) -> None:
    await stage.press("l")


SCENES: dict[str, Scene] = {
    "introduction": _introduction,
    "explained": _explained,
    "hints-and-solution": _hints_and_solution,
    "step-done": _step_done,
    "questions": _questions,
    "finished": _finished,
    "broken-again": _broken_again,
    "map": _map,
    "changes": _changes,
    "facts": _facts,
    "path": _path,
    "shell": _shell,
    "full-shell": _full_shell,
    "confirm": _confirm,
    "steps": _steps,
    "by-hand": _by_hand,
    "join-class": _join_class,
    "in-class": _in_class,
    "palette": _palette,
}
OTHERS: dict[str, tuple[type[StagedSession] | None, Scene]] = {
    "catalogue": (None, _introduction),
    "starting": (SlowSession, _introduction),
    "trouble": (NoSession, _introduction),
    "reading": (NoSession, _reading),
    "preview": (None, _preview),
    "board": (None, _introduction),
}
"""Those in which no lesson has begun: with which session, or with none of the course's."""
SEEN_FIRST = {
    "catalogue": "cannot run here" if LANGUAGE == "en" else "无法在这里运行",
    "starting": "dockerd",
    "trouble": "modprobe",
    "reading": "modprobe",
} | {"preview": "docker0", "board": "Veth pairs 4/5"}


async def draw(name: str) -> tuple[list[str], list[str]]:
    """What is seen of a scene at each size; and at one size an SVG for each theme."""
    with TemporaryDirectory() as folder:
        journal = Journal(Path(folder) / "journal.db")
        app, session = _app(name, Path(folder), journal)
        async with app.run_test(size=SIZES[0]) as pilot:
            stage = Stage(app, pilot, session)
            if name in OTHERS:
                await stage.sees(SEEN_FIRST[name])
                await OTHERS[name][1](stage)
            else:
                await _opened(stage)
                await SCENES[name](stage)
            await _settled(stage)
            texts = [await _at(stage, size) for size in SIZES]
            await pilot.resize_terminal(*SIZES[0])
            svgs = [await _in_theme(stage, theme.name) for theme in THEMES]
        journal.close()
    return texts, svgs


def _app(name: str, folder: Path, journal: Journal) -> tuple[Any, StagedSession]:
    """The app of a scene, and the session that it plays, where it plays one of ours."""
    text = LESSON_ZH if LANGUAGE == "zh" else LESSON
    session = staged(folder, journal, text)
    if name == "board":
        return asides.board(folder), session
    if name == "preview":
        return asides.preview(folder, journal, text), session
    kind = OTHERS[name][0] if name in OTHERS else StagedSession
    session.__class__ = kind or StagedSession
    lesson = session.lesson if kind else None
    if lesson is None:
        journal.note("done", "finished", 2)
        journal.note("begun", "opened", 1)
    return course.TutorApp(journal, make_session=lambda _: session, lesson=lesson, language=LANGUAGE), session


def _course(_language: str) -> list[Lesson]:
    return asides.course(LESSON_ZH if LANGUAGE == "zh" else LESSON)


async def _at(stage: Stage, size: tuple[int, int]) -> str:
    await stage.pilot.resize_terminal(*size)
    return await _settled(stage)


async def _settled(stage: Stage) -> str:
    """What is seen when nothing moves any more."""
    before = ""
    while (text := stage.text) != before:
        before = text
        await stage.pilot.pause(CALM)
    return text


async def _in_theme(stage: Stage, theme: str) -> str:
    stage.app.theme = theme
    await _settled(stage)
    return stage.app.export_screenshot(title=theme)


def main() -> None:
    """Draw them all, or look at one."""
    course.read_course = _course  # type: ignore[assignment, attr-defined]
    course.find_lacking = asides.lacking  # type: ignore[attr-defined]
    NodeTerminal._blink = Input._toggle_cursor = lambda _self: None  # type: ignore[assignment, method-assign]
    starting.time = SimpleNamespace(monotonic=lambda: 0.0)  # type: ignore[assignment, attr-defined]
    wanted = sys.argv[2:] or [*OTHERS, *SCENES]
    drawn = {name: asyncio.run(draw(name)) for name in wanted}
    if sys.argv[2:]:
        print("\n\n".join(text for texts, _svgs in drawn.values() for text in texts))
    else:
        json.dump(drawn, sys.stdout)


if __name__ == "__main__":
    main()
