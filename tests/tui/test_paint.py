"""What a key does is painted soon, because nothing is done for it that nobody sees."""

import pytest
from textual._compositor import Compositor
from textual.app import App
from textual.dom import DOMNode
from textual.screen import Screen

from tests.tui.conftest import WIDE, Open
from tutor.tui.widgets.map_panel import MapPanel
from tutor.tui.widgets.step_view import StepView

PANES = (StepView, MapPanel)


async def test_a_change_is_laid_out_once(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    layouts: list[list[object]] = []
    lay_out, arrange = Screen._refresh_layout, Compositor._arrange_root

    def count_layout(screen: Screen[object], *given: object, **more: object) -> None:
        layouts.append([])
        lay_out(screen, *given, **more)  # type: ignore[arg-type]

    def count_arranged(compositor: Compositor, *given: object, **more: object) -> object:
        layouts[-1].append(given)
        return arrange(compositor, *given, **more)  # type: ignore[arg-type]

    async with opened(WIDE) as stage:
        await stage.press("f4")
        monkeypatch.setattr(Screen, "_refresh_layout", count_layout)
        monkeypatch.setattr(Compositor, "_arrange_root", count_arranged)
        for key in ("f5", "f4", "f2"):
            layouts.append([])
            await stage.press(key)
        monkeypatch.undo()
    assert {len(arranged) for arranged in layouts if arranged} == {1}


async def test_a_step_and_a_map_are_not_painted_because_keys_come_and_go(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    styled: list[DOMNode] = []
    painted: list[object] = []
    update = App.update_styles

    def style(app: App[object], node: DOMNode, *given: object, **more: object) -> None:
        styled.append(node)
        update(app, node, *given, **more)  # type: ignore[arg-type]

    async with opened(WIDE) as stage:
        await stage.press("f2", "f1")
        await stage.pilot.pause(0.3)
        monkeypatch.setattr(App, "update_styles", style)
        for pane in PANES:
            monkeypatch.setattr(pane, "refresh", lambda *given, **_more: painted.append(given))
        for key in ("f6", "f1", "f2", "f6", "f2", "f1"):
            await stage.press(key)
        assert isinstance(stage.app.focused, StepView)
        assert styled
        assert not painted
        assert not [node for node in styled if isinstance(node, PANES)]
