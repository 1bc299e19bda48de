"""The app with a staged session, in a terminal that only the test sees."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.tui.staged import LESSON, StagedSession, staged
from tutor.journal import Journal
from tutor.tui.app import TutorApp
from tutor.tui.widgets import step_view
from tutor.tui.widgets.step_view import StepView
from tutor.tui.widgets.terminal import NodeTerminal

step_view.LATE = 0.0  # what is staged comes at once
WIDE = (130, 40)
NARROW = (80, 24)
PATIENCE = 60.0
"""Seconds that something may take on a busy machine."""


class Stage:
    """The app being played."""

    def __init__(self, app: TutorApp, pilot: Pilot[str | None], session: StagedSession) -> None:
        self.app, self.pilot, self.session = app, pilot, session

    @property
    def text(self) -> str:
        """What is on the screen."""
        width = self.app.size.width
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text[:width].rstrip() for strip in strips)

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until they have had their effect."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for something to be so."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not condition():
                    await self.pilot.pause(0.01)
        except TimeoutError:
            raise AssertionError(self.text) from None

    async def sees(self, *words: str) -> None:
        """Wait until the screen has these words."""
        await self.until(lambda: all(word in self.text for word in words))


Open = Callable[..., AbstractAsyncContextManager[Stage]]


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal.db")


@pytest.fixture
def opened(tmp_path: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens the short lesson at a size."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    @asynccontextmanager
    async def _open(size: tuple[int, int] = WIDE, text: str = LESSON) -> AsyncIterator[Stage]:
        session = staged(tmp_path, journal, text)
        app = TutorApp(journal, make_session=lambda _: session, lesson=session.lesson)
        async with app.run_test(size=size) as pilot:
            stage = Stage(app, pilot, session)
            await stage.until(lambda: isinstance(app.focused, StepView) and app.screen.query(NodeTerminal))
            yield stage

    return _open
