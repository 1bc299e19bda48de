"""The table of facts: what it has drawn is drawn again only where it looks different."""

import pytest
from textual.widgets import DataTable

from tests.tui.conftest import WIDE, Open
from tests.tui.staged import web
from tutor.facts.rule import Rule
from tutor.tui.themes import LIGHT


async def test_cells_are_drawn_once_however_often_the_table_comes_to_the_front(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[object] = []
    draw = DataTable._render_cell

    def count(table: DataTable[object], *given: object, **more: object) -> object:
        drawn.append(given)
        return draw(table, *given, **more)  # type: ignore[arg-type]

    async with opened(WIDE) as stage:
        stage.session.change(*web())
        for key in ("f4", "f5", "f4", "f5"):
            await stage.press(key)
            await stage.pilot.pause(0.3)
        monkeypatch.setattr(DataTable, "_render_cell", count)
        await stage.press("f4")
        await stage.sees("veth1")
        assert not drawn
        stage.app.theme = LIGHT.name
        await stage.until(lambda: drawn)


async def test_what_looks_like_markup_is_shown_as_it_is(opened: Open) -> None:
    async with opened((200, 40)) as stage:
        rest = dict.fromkeys(Rule.field_names())
        stage.session.change(
            Rule.of(rest | {"node": "alpha", "netns": "host", "spec": "-m comment [bold]x[/bold]"})
        )
        stage.app.screen.query_one("FactsPanel").watch_kinds(("rule",))  # type: ignore[attr-defined]
        await stage.press("f4")
        await stage.sees("[bold]x[/bold]")
