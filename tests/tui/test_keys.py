"""Every key of a lesson's screens: each is pressed, and does what it says; a key that is not in the table here fails a test."""

from collections.abc import Awaitable, Callable

import pytest
from textual.command import CommandPalette

from tests.tui.conftest import NARROW, WIDE, Open, Stage
from tests.tui.staged import web
from tutor.tui.app import own_actions
from tutor.tui.widgets.facts_panel import FactsPanel
from tutor.tui.widgets.shells import Shells
from tutor.tui.widgets.terminal import NodeTerminal

Effect = Callable[[Stage], object]


def says(*words: str) -> Effect:
    """These words are seen."""
    return lambda stage: all(word in stage.text for word in words)


def in_shell(words: str) -> Effect:
    """These words were typed into the shell."""

    def _typed(stage: Stage) -> bool:
        page = stage.app.screen.query(NodeTerminal).first().board.blitter.current_buffer
        return any(words in page.get_line_text(y) for y in range(page.height))

    return _typed


def _lesson_has_keys(stage: Stage) -> bool:
    return stage.app.screen.query_one("StepView").has_focus


def _has(name: str) -> Effect:
    return lambda stage: stage.app.screen.query_one(name).has_focus_within


EVERYWHERE: dict[str, Effect] = {
    "f1": _lesson_has_keys,
    "f2": _has("#map"),
    "f3": _has("#changes"),
    "f4": _has("#facts"),
    "f5": _has("#path"),
    "f6": _has("NodeTerminal"),
    "f7": lambda stage: stage.app.screen.has_class("-single"),
    "f9": says("Start this step anew?"),
    "question_mark": says("seen by hand"),
    "less_than_sign": lambda stage: stage.app.screen.query_one("#lesson").size.width < WIDE[0] * 46 // 100,
    "greater_than_sign": lambda stage: stage.app.screen.query_one("#lesson").size.width > WIDE[0] // 2 - 3,
    "plus": lambda stage: _host_height(stage) > 2,
    "minus": lambda stage: _host_height(stage) < -2,
    "c": says("Join a class"),
    "ctrl+p": lambda stage: isinstance(stage.app.screen, CommandPalette),
}
BACK: dict[str, Effect] = {"ctrl+right_square_bracket": _lesson_has_keys, "escape": _lesson_has_keys}
STEP: dict[str, Effect] = {
    "n": says("Some claims are still open"),
    "p": says("1 of 2"),
    "h": says("The first hint."),
    "s": says("echo the solution"),
    "enter": in_shell("echo started web"),
    "y": says("on the clipboard"),
    "g": says("Go to a step"),
    "q": says("Leave the lesson?"),
}


def _host_height(stage: Stage) -> int:
    """Rows that the shells have more than at first."""
    shells = stage.app.screen.query_one(Shells).size.height
    tabbed = stage.app.screen.query_one("#tabbed").size.height
    return shells - tabbed


async def _open_question(stage: Stage) -> None:
    stage.session.change(*web())
    await stage.until(lambda: stage.session.step_done)
    stage.session.open(1)
    await stage.until(lambda: stage.app.screen.query("QuestionBox"))
    await stage.sees("web's port is veth1.")


async def _nothing(_stage: Stage) -> None:
    """As it was opened."""


def _press(*keys: str) -> Callable[[Stage], Awaitable[None]]:
    async def _pressed(stage: Stage) -> None:
        await stage.press(*keys)

    return _pressed


PLACES: dict[str, tuple[Callable[[Stage], Awaitable[None]], dict[str, Effect]]] = {
    "step": (_nothing, EVERYWHERE | STEP),
    "question": (_open_question, {"a": _has("#given"), "p": says("1 of 2")}),
    "map": (_press("f2"), EVERYWHERE | BACK),
    "changes": (_press("f3"), EVERYWHERE | BACK),
    "facts": (
        _press("f4"),
        EVERYWHERE
        | BACK
        | {
            "slash": lambda stage: stage.app.screen.query("FactsPanel Input:focus"),
            "k": lambda stage: stage.app.screen.query("FactsPanel Select:focus, SelectOverlay:focus"),
            "o": lambda stage: stage.app.screen.query_one(FactsPanel)._sorted_by == 1,
        },
    ),
    "shell": (
        _press("f6"),
        {key: EVERYWHERE[key] for key in ("f1", "f2", "f3", "f4", "f5", "f6", "f7", "f9")}
        | {
            "ctrl+right_square_bracket": _lesson_has_keys,
            "f8": lambda stage: stage.app.screen.query_one(Shells).shown == "alpha2",
            "question_mark": in_shell("?"),
            "escape": in_shell("^["),
            "less_than_sign": in_shell("<"),
            "greater_than_sign": in_shell(">"),
            "plus": in_shell("+"),
            "minus": in_shell("-"),
        },
    ),
    "confirm": (
        _press("f9"),
        {
            "y": lambda stage: stage.session.resets,
            "q": lambda stage: stage.session.resets,
            "n": _lesson_has_keys,
            "escape": _lesson_has_keys,
            "left": says("Start this step anew?"),
            "right": says("Start this step anew?"),
        },
    ),
    "steps": (
        _press("g"),
        {"enter": lambda stage: stage.session.resets, "escape": _lesson_has_keys, "q": _lesson_has_keys},
    ),
    "by hand": (
        _press("f2", "question_mark"),
        {
            "enter": in_shell("ip -brief link"),
            "y": lambda stage: stage.app.clipboard == "ip -brief link",
            "escape": _has("#map"),
            "q": _has("#map"),
        },
    ),
}
PRESSED = [(place, key) for place, (_bring, effects) in PLACES.items() for key in effects]


@pytest.mark.parametrize(("place", "key"), PRESSED)
async def test_each_key_does_what_it_says(opened: Open, place: str, key: str) -> None:
    bring, effects = PLACES[place]
    async with opened(WIDE) as stage:
        type(stage.session).resets = 0
        await bring(stage)
        await stage.press(key)
        await stage.until(lambda: effects[key](stage))


@pytest.mark.parametrize("place", PLACES)
async def test_no_key_is_forgotten(opened: Open, place: str) -> None:
    bring, effects = PLACES[place]
    async with opened(WIDE) as stage:
        await bring(stage)
        ours = {
            key
            for key, found in stage.app.screen.active_bindings.items()
            if any(found.binding.action in own_actions(kind) for kind in type(found.node).__mro__)
        }
        told = effects.keys() | (EVERYWHERE | STEP | BACK).keys() if place == "question" else effects.keys()
        assert ours - {"ctrl+c", "ctrl+p", "tab"} <= told


async def test_on_a_narrow_screen_there_is_no_other_panel_to_fill_it_with(opened: Open) -> None:
    async with opened(NARROW) as stage:
        assert "F7" not in stage.text.splitlines()[-1]
        await stage.pilot.resize_terminal(*WIDE)
        await stage.until(lambda: "F7" in stage.text.splitlines()[-1])


@pytest.mark.parametrize("keys", [["greater_than_sign"], ["less_than_sign"]])
async def test_a_single_panel_has_no_neighbour_to_give_room_to(opened: Open, keys: list[str]) -> None:
    async with opened(NARROW) as stage:
        lesson = stage.app.screen.query_one("#lesson")
        await stage.press(*keys)
        assert lesson.size.width == NARROW[0]
        await stage.pilot.resize_terminal(*WIDE)
        await stage.until(lambda: lesson.size.width < WIDE[0] - 1)
        beside = lesson.size.width
        await stage.press(*keys)
        await stage.until(lambda: lesson.size.width != beside)
        await stage.press("f7")
        await stage.until(lambda: lesson.size.width == WIDE[0])


async def test_a_full_shell_is_full_however_the_rows_were_shared_before(opened: Open) -> None:
    async with opened(WIDE) as stage:
        shells = stage.app.screen.query_one(Shells)
        await stage.press("f6", "f7")
        await stage.until(lambda: stage.app.screen.has_class("-single") and shells.size.height > WIDE[1] // 2)
        full = shells.size.height
        await stage.press("f7", "f1")
        await stage.until(lambda: shells.size.height < full)
        shared = shells.size.height
        await stage.press("plus")
        await stage.until(lambda: shells.size.height > shared)
        await stage.press("f6", "f7")
        await stage.until(lambda: shells.size.height == full)
        await stage.press("f7")
        await stage.until(lambda: shared < shells.size.height < full)
