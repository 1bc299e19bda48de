"""The instructor's board on the screen: who needs somebody comes first, and names do nothing but stand there."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable, Input

from tests.tui.staged_board import Silent
from tutor.classroom.address import read_address
from tutor.classroom.record import Record
from tutor.tui import board as screen
from tutor.tui.board import BoardApp


@pytest.fixture
def board(tmp_path: Path) -> Silent:
    return Silent(read_address("mqtt://b:x@127.0.0.1/room"), Record(tmp_path / "board.db"))


def app_of(board: Silent) -> BoardApp:
    return BoardApp(board, board._record, "room-7")


async def until(pilot: Pilot[None], condition: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not condition():
            await pilot.pause(0.05)


def names(app: BoardApp) -> list[str]:
    table = app.query_one(DataTable)
    return [table.get_row_at(row)[0].plain for row in range(table.row_count)]


async def test_rows_come_in_the_order_of_need_and_follow_it(
    board: Silent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "SORT", 0.0)
    app = app_of(board)
    async with app.run_test(size=(120, 30)) as pilot:
        board.learner(1, "Zoe")
        board.learner(2, "Anna [b]x[/b]")
        board.learner(3, "Ben", wrong=5)
        await until(pilot, lambda: names(app) == ["Ben", "Anna [b]x[/b]", "Zoe"])
        board.learner(1, "Zoe", hand=True)
        await until(pilot, lambda: names(app)[0] == "Zoe")
        row = [cell.plain for cell in app.query_one(DataTable).get_row_at(0)]
        assert row[1] == "Veth pairs 1/5"
        assert row[6] == "hand up"


async def test_two_of_one_name_at_one_place_are_two(board: Silent) -> None:
    app = app_of(board)
    async with app.run_test(size=(120, 30)) as pilot:
        board.learner(1, "Anna")
        board.learner(2, "Anna")
        await until(pilot, lambda: names(app) == ["Anna", "Anna"])


async def test_what_a_row_says_later_has_room(board: Silent) -> None:
    app = app_of(board)
    async with app.run_test(size=(120, 30)) as pilot:
        board.roster.take_online(f"{1:016x}", online=True)
        await until(pilot, lambda: names(app) == ["000000"])
        board.learner(1, "Anna", title="Which process holds the port")
        await until(pilot, lambda: seen(app, "Anna") and seen(app, "Which process holds the port 1/5"))


def seen(app: BoardApp, words: str) -> bool:
    return any(words in strip.text for strip in app.screen._compositor.render_strips())


async def test_words_are_said_to_all_or_stay(board: Silent) -> None:
    app = app_of(board)
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("m", *"hello", "enter")
        await until(pilot, lambda: board.said == ["hello"])
        assert not app.query_one(Input).display
        await pilot.press("m", *"fail", "enter")
        await until(pilot, lambda: board.said == ["hello", "fail"])
        await pilot.pause()
        assert app.query_one(Input).value == "fail"


async def test_both_tables_are_written(
    board: Silent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = app_of(board)
    async with app.run_test(size=(120, 30)) as pilot:
        board.learner(1, "Anna")
        await until(pilot, lambda: names(app) == ["Anna"])
        await pilot.press("e")
        await until(pilot, lambda: len(list(tmp_path.glob("room-7-*.csv"))) == 1)
    (table,) = tmp_path.glob("room-7-*.csv")
    assert "Anna,veth,1,5" in table.read_text()
    assert len(list(tmp_path.glob("room-7-*.json"))) == 1


async def test_no_column_cuts_its_words_off(board: Silent) -> None:
    app = app_of(board)
    async with app.run_test(size=(120, 30)) as pilot:
        board.learner(1, "王小明")
        await until(pilot, lambda: names(app) == ["王小明"])
        board.learner(1, "王小明明", hand=True, wrong=5)
        await until(pilot, lambda: names(app) == ["王小明明"])
        await until(pilot, lambda: "hand up, many wrong answers" in _seen(app))
        assert "王小明明" in _seen(app)
        assert "Veth pairs 1/5" in _seen(app)


def _seen(app: BoardApp) -> str:
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())
