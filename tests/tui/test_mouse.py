"""Whatever a key does can be clicked: the lessons, the steps, the tabs, the keys at the bottom; the lines can be dragged."""

from pathlib import Path

import pytest
from textual.app import App
from textual.widgets import Input, OptionList

from tests.tui import asides
from tests.tui.conftest import NARROW, WIDE, Open, Stage
from tests.tui.staged import LESSON, StagedSession, staged, web
from tutor.journal import Journal
from tutor.lesson.model import Lesson
from tutor.tui import app as course
from tutor.tui.app import TutorApp
from tutor.tui.glyphs import CURSOR
from tutor.tui.screens.confirm import ConfirmScreen
from tutor.tui.screens.steps import StepsScreen
from tutor.tui.widgets.host_panel import HostPanel
from tutor.tui.widgets.lesson_panel import LessonPanel
from tutor.tui.widgets.menu import Menu
from tutor.tui.widgets.shells import Shells
from tutor.tui.widgets.step_view import StepView


def place_of(stage: Stage, words: str) -> tuple[int, int]:
    """Where on the screen these words begin: one column into them, so that nothing beside them is hit."""
    for y, line in enumerate(stage.text.splitlines()):
        if words in line:
            return line.index(words) + 1, y
    raise AssertionError(f"{words!r} is not on the screen:\n{stage.text}")


async def click(stage: Stage, words: str) -> None:
    """Click on these words."""
    await stage.sees(words)
    await stage.pilot.click(offset=place_of(stage, words))
    await stage.pilot.pause()


async def drag(stage: Stage, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Take hold at one place, and let go at another."""
    await stage.pilot.mouse_down(offset=start)
    await stage.pilot.hover(offset=end)
    await stage.pilot.mouse_up(offset=end)
    await stage.pilot.pause()


async def test_a_lesson_is_clicked_in_the_catalogue(
    tmp_path: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(course, "read_course", lambda _language: asides.course(LESSON))
    session = staged(tmp_path, journal)
    opened: list[str] = []

    def make(lesson: Lesson) -> StagedSession:
        opened.append(lesson.slug)
        return session

    app = TutorApp(journal, make_session=make)
    async with app.run_test(size=NARROW) as pilot:
        stage = Stage(app, pilot, session)
        await click(stage, "15 minutes")
        await stage.until(lambda: isinstance(app.focused, StepView))
    assert opened == ["ahead"]


def _is_seen(stage: Stage, panel: str) -> bool:
    screen = stage.app.screen
    return screen.query_one(HostPanel).shown == panel and screen.query_one(f"#{panel}").is_on_screen


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_tab_is_clicked(opened: Open, size: tuple[int, int]) -> None:
    async with opened(size) as stage:
        for words, panel in (("F4 Facts", "facts"), ("F5 Path", "path"), ("F2 Map", "map")):
            await click(stage, words)
            await stage.until(lambda panel=panel: _is_seen(stage, panel))  # type: ignore[misc]


async def test_the_dots_of_the_steps_lead_to_any_step(opened: Open) -> None:
    async with opened(WIDE) as stage:
        await click(stage, "1 of 2")
        await stage.until(lambda: isinstance(stage.app.screen, StepsScreen))
        await click(stage, "2. Look")
        await stage.sees("2 of 2")


async def test_hints_commands_and_dialogs_are_clicked(opened: Open) -> None:
    async with opened(WIDE) as stage:
        await click(stage, "h Hint")
        await stage.sees("The first hint.")
        assert "The second hint." not in stage.text
        await click(stage, "h Hint")
        await stage.sees("The second hint.")
        await click(stage, "s Solution")
        await stage.sees("echo the solution")
        await click(stage, "⏎ run")
        await stage.sees("started web", "⏎ Run")
        await click(stage, "q Leave")
        await stage.until(lambda: isinstance(stage.app.screen, ConfirmScreen))
        await click(stage, "esc No")
        await stage.until(lambda: not isinstance(stage.app.screen, ConfirmScreen))
        assert stage.app.screen.query_one(LessonPanel).has_keys


async def test_answers_are_clicked(opened: Open) -> None:
    async with opened(WIDE) as stage:
        stage.session.change(*web())
        await stage.until(lambda: stage.session.step_done)
        await click(stage, "n Next")
        await click(stage, "a Answer")
        await stage.until(lambda: isinstance(stage.app.focused, Input))
        await stage.press(*"veth1", "enter")
        await stage.sees("Right: veth1")
        await click(stage, "○ docker0")
        await stage.sees("It has ports.")
        await stage.until(lambda: stage.app.screen.query("#finished"))


async def test_the_lines_between_the_panels_are_dragged(opened: Open) -> None:
    async with opened(WIDE) as stage:
        screen = stage.app.screen
        beside = screen.query_one("#lesson-split").region.offset
        width, shells = screen.query_one(LessonPanel).size.width, screen.query_one(Shells).size.height
        await drag(stage, (beside.x, 10), (beside.x - 9, 10))
        await stage.until(lambda: screen.query_one(LessonPanel).size.width == width - 9)
        above = screen.query_one("#shell-split").region.offset
        await drag(stage, (above.x + 5, above.y), (above.x + 5, above.y - 4))
        await stage.until(lambda: screen.query_one(Shells).size.height == shells + 4)


async def test_a_shell_is_clicked_by_its_name(opened: Open) -> None:
    async with opened(WIDE) as stage:
        await click(stage, " alpha2 ")
        await stage.until(lambda: stage.app.screen.query_one(Shells).shown == "alpha2")


async def test_what_is_under_the_cursor_has_a_mark_of_its_own(opened: Open) -> None:
    async with opened(WIDE) as stage:
        await stage.press("g")
        await stage.until(lambda: stage.app.screen.query(OptionList))
        await stage.sees("▌ ◉ 1. Plug in")
        await stage.press("down")
        await stage.sees("▌ ○ 2. Look")
        assert stage.text.count("▌ ") == 1, stage.text


async def test_where_there_is_nothing_to_choose_there_is_no_mark() -> None:
    app: App[None] = App()
    async with app.run_test(size=NARROW) as pilot:
        menu = Menu()
        menu.styles.height = 10
        await app.mount(menu)
        app.query_one(Menu).focus()
        await pilot.pause()
        assert app.query_one(Menu).has_focus
        assert not [strip.text for strip in app.screen._compositor.render_strips() if CURSOR in strip.text]
        app.query_one(Menu).add_option("one")
        app.query_one(Menu).highlighted = 0
        await pilot.pause()
        assert [strip.text for strip in app.screen._compositor.render_strips() if CURSOR in strip.text]
