"""A learner's screen in a class: the instructor is heard, a hand is raised, and without a class nothing of it is there."""

import asyncio

from tests.tui.conftest import Open, Stage
from tutor.classroom.member import join, leave
from tutor.cli.screen import _hear
from tutor.journal import Journal

URL = f"mqtts://learner:x@192.168.1.5:8883/room-7#sha256={'A' * 43}"


def hand_of(stage: Stage) -> list[str]:
    return [
        command.title
        for command in stage.app.get_system_commands(stage.app.screen)
        if command.title == "Hand"
    ]


def said(stage: Stage) -> list[str]:
    return [notice.message for notice in stage.app._notifications]


async def test_what_the_instructor_says_is_seen(opened: Open) -> None:
    async with opened() as stage:
        await asyncio.to_thread(_hear, stage.app, "break [b]until[/b] ten")
        await stage.until(lambda: said(stage) == ["break [b]until[/b] ten"])


async def test_a_hand_is_raised_in_a_class_only(opened: Open, journal: Journal) -> None:
    async with opened() as stage:
        assert not hand_of(stage)
        join(journal, URL, "Anna")
        assert hand_of(stage)
        stage.app._raise_hand()
        await stage.until(lambda: said(stage) == ["your hand is up"])
        assert [(entry.lesson, entry.step) for entry in journal.entries(kinds=("raised",))] == [("cables", 0)]
        leave(journal)
        assert not hand_of(stage)


async def test_words_that_come_as_the_screen_closes_harm_nothing(opened: Open) -> None:
    async with opened() as stage:
        app = stage.app
    await asyncio.to_thread(_hear, app, "too late")
