"""A class joined on the screen, over a real broker: the line as it was copied, the board that sees who has come."""

from pathlib import Path

import pytest
from textual.widgets import Input

from tests.classroom.conftest import Room, free_port
from tests.tui.conftest import WIDE, Stage
from tests.tui.staged import staged
from tutor.classroom.background import Background
from tutor.classroom.member import member
from tutor.journal import Journal
from tutor.tui.app import TutorApp


async def _join(stage: Stage, **fields: str) -> None:
    await stage.until(lambda: "Cables" in stage.text)
    await stage.press("c")
    await stage.until(lambda: stage.app.screen.query("#url"))
    for name, value in fields.items():
        stage.app.screen.query_one(f"#{name}", Input).value = value
    stage.app.screen.query_one("#name").focus()
    await stage.press("enter")


def _app(journal: Journal, folder: Path) -> TutorApp:
    session = staged(folder, journal)
    return TutorApp(journal, make_session=lambda _: session, lesson=session.lesson)


async def test_who_joins_on_the_screen_is_on_the_board_with_their_hand(room: Room, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    app = _app(journal, tmp_path)
    app.sending = Background(journal.path, room.said.append)
    line = f"tutor class join '{room.hosted.join_address}' --name NAME"
    async with room.board(room.record()) as board, app.run_test(size=WIDE) as pilot:
        stage = Stage(app, pilot, staged(tmp_path, journal))
        with app.sending:
            await _join(stage, url=line, name="Anna")
            await stage.sees("Tutor · room-7 ▸ Cables")
            await stage.press("r")
            learners = board.roster.learners
            await stage.until(lambda: [(one.state.name, one.state.hand) for one in learners.values()])
            await stage.until(lambda: [one.state.hand for one in learners.values()] == [True])
            assert [one.state.name for one in learners.values()] == ["Anna"]
            await stage.press("c")
            await stage.sees("Connected: your progress is sent.")


@pytest.mark.parametrize("password", ["wrong", ""])
async def test_a_password_may_come_apart_from_the_line_and_a_wrong_one_is_told(
    room: Room, tmp_path: Path, password: str
) -> None:
    journal = Journal(tmp_path / "journal.db")
    app = _app(journal, tmp_path)
    secret = room.hosted.learner
    line = str(room.hosted.join_address).replace(f":{secret}@", "@")
    async with app.run_test(size=WIDE) as pilot:
        stage = Stage(app, pilot, staged(tmp_path, journal))
        await _join(stage, url=line, name="Anna", password=password)
        await stage.sees("the class does not take this password")
        assert member(journal) is None
        stage.app.screen.query_one("#password", Input).value = secret
        await stage.press("enter")
        await stage.until(lambda: member(journal))


async def test_a_class_that_is_not_there_is_joined_and_told(room: Room, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    app = _app(journal, tmp_path)
    line = str(room.hosted.join_address).replace(str(room.hosted.port), str(free_port()))
    async with app.run_test(size=WIDE) as pilot:
        stage = Stage(app, pilot, staged(tmp_path, journal))
        await _join(stage, url=line, name="Anna")
        await stage.until(lambda: [note.message for note in app._notifications])
        (note,) = app._notifications
        assert "what you do is kept" in note.message
        assert member(journal)
