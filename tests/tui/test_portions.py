"""A tall block of commands is seen as it is, and run as it is."""

from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tutor.tui.widgets.page import Page
from tutor.tui.widgets.portions import portions
from tutor.tui.widgets.terminal import NodeTerminal

COMMAND = ["env", "-i", "PS1=# ", "TERM=xterm-256color", "bash", "--norc"]
LINES = [f"line {number}" for number in range(1, 46)]


class OneShell(App[None]):
    """A real shell, of twelve lines."""

    def compose(self) -> ComposeResult:
        """Only the terminal."""
        yield NodeTerminal(COMMAND)

    @property
    def lines(self) -> list[str]:
        """All that was ever on its page."""
        page = self.query_one(NodeTerminal).board.blitter.current_buffer
        assert isinstance(page, Page)
        rows = [page.line(number) for number in range(page.count + page.height)]
        return ["".join(char for _style, char in row).rstrip() for row in rows if isinstance(row, list)]


async def until(pilot: Pilot[None], is_so: object) -> None:
    """Wait for a moment at most."""
    for _turn in range(200):
        if is_so():  # type: ignore[operator]
            return
        await pilot.pause(0.05)
    raise AssertionError


async def test_a_block_taller_than_the_terminal_is_seen_line_by_line_and_run_as_one(tmp_path: Path) -> None:
    app, path = OneShell(), tmp_path / "written"
    text = "\n".join([f"cat > {path} <<'END'", *LINES, "END", "echo so $((6 * 7))"])
    async with app.run_test(size=(80, 12)) as pilot:
        app.query_one(NodeTerminal).type(text)
        await until(pilot, lambda: "so 42" in app.lines)
        seen = [line.removeprefix("> ") for line in app.lines if "line " in line]
        written = path.read_text().splitlines()
    assert written == LINES
    assert seen == LINES


async def test_a_shell_that_was_not_seen_yet_is_typed_into_when_it_has_its_size(tmp_path: Path) -> None:
    app = OneShell()
    text = "\n".join([f"cat > {tmp_path / 'written'} <<'END'", *LINES, "END", "echo so $((6 * 7))"])
    async with app.run_test(size=(80, 12)) as pilot:
        await app.query_one(NodeTerminal).remove()
        hidden = NodeTerminal(COMMAND)
        hidden.display = False
        await app.mount(hidden)
        await until(pilot, lambda: "#" in app.lines)
        hidden.type(text)
        await pilot.pause(0.3)
        assert LINES[0] not in app.lines
        hidden.display = True
        await until(pilot, lambda: "so 42" in app.lines)
        assert [line.removeprefix("> ") for line in app.lines if "line " in line] == LINES


async def test_ctrl_c_ends_what_is_left_of_a_block(tmp_path: Path) -> None:
    app, path = OneShell(), tmp_path / "written"
    text = "\n".join(["read nothing", *["true"] * 12, f"touch {path}"])
    async with app.run_test(size=(80, 12)) as pilot:
        terminal = app.query_one(NodeTerminal)
        terminal.focus()
        terminal.type(text)
        await until(pilot, lambda: app.lines.count("true") > 5)
        await pilot.press("ctrl+c")
        terminal.type("echo so $((6 * 7))")
        await until(pilot, lambda: "so 42" in app.lines)
    assert not path.exists()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a\nb", ["a\nb"]),
        ("a\nb\nc\nd", ["a\nb\nc", "d"]),
        ("a" * 45 + "\nb\nc", ["a" * 45 + "\nb", "c"]),
        ("a\n" + "网" * 25 + "\nb", ["a\n" + "网" * 25, "b"]),
        ("a" * 400 + "\nb", ["a" * 400, "b"]),
        ("", []),
    ],
)
def test_a_portion_has_room_below_the_prompt(text: str, parts: list[str]) -> None:
    assert list(portions(text, 40, 4)) == parts
