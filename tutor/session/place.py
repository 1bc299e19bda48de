"""Where a lesson is played: a fresh lab, or the machine itself; and first, whether it can be there at all."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.lab.doctor import cannot_run, missing
from tutor.lab.lab import Lab, bring_up
from tutor.lab.news import Progress
from tutor.lesson.model import Lesson
from tutor.session import undoable

if TYPE_CHECKING:
    from tutor.lab.host import Host


async def find_place(
    lesson: Lesson, *, engine_dir: Path | None, on_host: bool, progress: Progress
) -> "Lab | Host":
    """Bring the lesson's lab up, or get the machine ready for it.

    Raises CannotRunError when the lesson needs what is not there, or, on the machine itself, would do
    what cannot be undone.
    """
    if on_host:
        return await _take_host(lesson, progress)
    await check_needs(lesson, engine_dir)
    return await bring_up(
        nodes=lesson.nodes, outside=lesson.has_outside, engine_dir=engine_dir, progress=progress
    )


async def _take_host(lesson: Lesson, progress: Progress) -> "Host":
    from tutor.lab import host  # noqa: PLC0415 - the engine's client takes time that a lab need not wait for

    undoable.check(lesson)
    await check_needs(lesson, None, await asyncio.to_thread(host.engine_version))
    return await host.take_host(undoable.names(lesson), progress)


async def check_needs(lesson: Lesson, engine_dir: Path | None, version: str = "") -> None:
    """Raise CannotRunError when the lesson needs what is not there."""
    lacks = await asyncio.to_thread(missing, lesson.needs, engine_dir=engine_dir, engine_version=version)
    if lacks:
        raise cannot_run(lacks)
