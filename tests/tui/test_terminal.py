"""A terminal in the app begins once."""

import pytest
from bittty import Board
from textual.app import App, ComposeResult

from tutor.tui.widgets.flood import Intake
from tutor.tui.widgets.terminal import NodeTerminal


class OneTerminal(App[None]):
    """A terminal and nothing else."""

    def compose(self) -> ComposeResult:
        """Only the terminal."""
        yield NodeTerminal(["cat"])


async def test_a_terminal_has_one_shell_and_its_output_makes_way_for_keys(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[Board] = []
    start = Board.start_process

    async def count(board: Board) -> None:
        started.append(board)
        await start(board)

    monkeypatch.setattr(Board, "start_process", count)
    app = OneTerminal()
    async with app.run_test() as pilot:
        await pilot.pause()
        board = app.query_one(NodeTerminal).board
        assert started == [board]
        assert isinstance(getattr(board.host.connection.read_async, "__self__", None), Intake)
