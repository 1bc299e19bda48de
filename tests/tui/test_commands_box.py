"""A long command is seen as one, and copied as one."""

from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.selection import SELECT_ALL

from tutor.lesson.parts import Commands, Place, Role
from tutor.tui.widgets.commands_box import CommandsBox

AROUND = 6
"""Columns of margin, border and padding."""
TEXT = "docker run -d --name printer --network office tutor/box sleep 1d\ndocker ps"


class Page(App[None]):
    """One block."""

    def compose(self) -> ComposeResult:
        """Only the block."""
        yield CommandsBox(Commands(Role.RUN, TEXT, Place(1)))


async def rows(width: int) -> tuple[list[str], str]:
    page = Page()
    async with page.run_test(size=(width, 12)) as pilot:
        box = page.query_one(CommandsBox)
        box.show(TEXT, is_next=True)
        await pilot.pause()
        lines = box.render_lines(Region(0, 0, *box.outer_size))
        return [line.text.removeprefix("█ ").rstrip() for line in lines], box.get_selection(SELECT_ALL)[0]


async def test_the_rest_of_a_line_is_indented_and_copied_with_it() -> None:
    seen, copied = await rows(48)
    assert seen == [
        "docker run -d --name printer --network",
        "    office tutor/box sleep 1d",
        "docker ps",
        "⏎ run",
    ]
    assert copied.startswith(TEXT)


async def test_a_line_that_fits_has_all_the_width_there_is() -> None:
    for width in (len(TEXT.splitlines()[0]) + AROUND, 200):
        assert (await rows(width))[0] == [*TEXT.splitlines(), "⏎ run"]
