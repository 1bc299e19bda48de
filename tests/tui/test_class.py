"""A learner's screen in a class: the instructor is heard, a hand is raised, and without a class nothing of it is there."""

import asyncio
from typing import cast

import pytest
from textual.widgets import Input

from tests.tui.conftest import NARROW, WIDE, Open, Stage
from tutor.classroom.background import Background
from tutor.classroom.member import join, leave, member
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
        await stage.press("r")
        join(journal, URL, "Anna")
        assert hand_of(stage)
        await stage.press("r")
        await stage.until(lambda: said(stage) == ["your hand is up"])
        await stage.sees("Tutor · room-7 · hand up ▸ Cables")
        assert [(entry.lesson, entry.step) for entry in journal.entries(kinds=("raised",))] == [("cables", 0)]
        leave(journal)
        assert not hand_of(stage)


async def test_words_that_come_as_the_screen_closes_harm_nothing(opened: Open) -> None:
    async with opened() as stage:
        app = stage.app
    await asyncio.to_thread(_hear, app, "too late")


async def test_what_a_class_is_sent_is_read_before_it_is_joined(opened: Open, journal: Journal) -> None:
    async with opened(NARROW) as stage:
        await stage.press("c")
        await stage.sees("Join a class", "Never sent:", "Join", "Cancel (Esc)")
        assert "and the command itself" not in " ".join(stage.text.split())
        await stage.press("tab", "tab", "tab", "space")
        await stage.until(lambda: "itself)" in stage.text)
        await stage.press("escape")
        await stage.until(lambda: "Join a class" not in stage.text)
    assert member(journal) is None


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mqtts://learner:x@192.168.1.5/room-7#sha256=cut", "cut off"),
        ("mqtt://learner:x@192.168.1.5/room-7", "everybody on the way reads the password"),
    ],
)
async def test_a_line_that_is_wrong_is_told_and_stays(
    opened: Open, journal: Journal, url: str, words: str
) -> None:
    async with opened() as stage:
        await stage.press("c")
        await stage.until(lambda: stage.app.screen.query("#url"))
        stage.app.screen.query_one("#url", Input).value = url
        await stage.press("enter", *"Anna", "enter")
        await stage.until(lambda: words in " ".join(stage.text.replace("│", " ").split()))
        assert stage.app.screen.query_one("#url", Input).value == url
    assert member(journal) is None


async def test_a_class_is_left_after_a_question(opened: Open, journal: Journal) -> None:
    join(journal, URL, "Anna")
    async with opened() as stage:
        await stage.sees("Tutor · room-7 ▸ Cables")
        await stage.press("c")
        await stage.sees("You are in the class room-7 as Anna.", "Raise my hand (r)", "Never sent:")
        await stage.press("r")
        await stage.sees("Lower my hand (r)")
        await stage.press("l", "n")
        assert member(journal)
        await stage.press("l", "y")
        await stage.until(lambda: said(stage) == ["You are in no class; nothing is sent."])
        await stage.sees("Tutor ▸ Cables")
    assert member(journal) is None


async def test_a_class_that_is_not_there_is_told_at_the_top(opened: Open, journal: Journal) -> None:
    class Lost:
        trouble = "no route"

    join(journal, URL, "Anna")
    async with opened(WIDE) as stage:
        stage.app.sending = cast("Background", Lost())
        await stage.sees("Tutor · room-7 · not connected ▸ Cables")
        await stage.press("c")
        await stage.sees("The class is not there now (no route)")


async def test_in_the_shell_a_letter_is_a_letter(opened: Open, journal: Journal) -> None:
    join(journal, URL, "Anna")
    async with opened() as stage:
        await stage.press("f6", "r", "c")
        assert not said(stage)
        assert "You are in the class" not in stage.text
