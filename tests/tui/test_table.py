"""Tables whose lines are painted before Textual has measured their rows."""

from rich.text import Text
from textual import events
from textual.app import App, ComposeResult

from tutor.tui.widgets.table import Table


class Room(App[None]):
    """One table of one column."""

    def compose(self) -> ComposeResult:
        """The table."""
        yield Unmoved()


class Unmoved(Table):
    """A table that hears of no change of its size, for which Textual would forget what it has painted."""

    def on_resize(self, event: events.Resize) -> None:
        """Keep it."""
        event.prevent_default()


async def test_what_was_painted_too_early_is_painted_again() -> None:
    async with Room().run_test(size=(40, 6)) as pilot:
        table = pilot.app.query_one(Unmoved)
        table.add_column("Name")
        await pilot.pause()
        table.add_row(Text("a name that is long"))
        assert "long" not in table.render_line(1).text
        await pilot.pause()
        assert "a name that is long" in table.render_line(1).text
