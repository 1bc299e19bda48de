"""Makes the pictures of these documents: the app itself, in a real lab, drawn as SVG.

.venv/bin/python -P docs/pictures.py [NAME …]
"""

import asyncio
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from tutor.journal import Journal
from tutor.lesson.catalogue import find
from tutor.lesson.reader import load
from tutor.session import Session
from tutor.tui.app import TutorApp
from tutor.tui.widgets.step_view import StepView
from tutor.tui.widgets.terminal import NodeTerminal

FOLDER = Path(__file__).parent
WIDE, NARROW = (124, 36), (80, 24)
PATIENCE = 300.0
MOMENT = 0.4
"""Seconds after the claims have turned: then they still glow, and so does what is new on the map."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What is to be seen."""

    size: tuple[int, int]
    lesson: str
    keys: tuple[str, ...] = ()
    """Pressed when the step is done."""
    words: str = ""
    """Seen when these keys have had their effect."""
    step: int = 0
    pause: float = MOMENT


PICTURES = {
    "catalogue.svg": Picture(WIDE, "", words="The bridge"),
    "screen.svg": Picture(WIDE, "two-containers-talk"),
    "changes.svg": Picture(WIDE, "veth-pairs", ("f3", "f1"), "docker exec web", pause=4.0),
    "narrow.svg": Picture(NARROW, "veth-pairs", ("f1", "end"), pause=4.0),
    "path.svg": Picture(
        WIDE, "trace-a-nat-rule", ("f5", "enter", *["down"] * 6), "by eth0", step=6, pause=4.0
    ),
}


async def draw(name: str, picture: Picture) -> None:
    """Bring it about as a learner would, and draw the screen."""
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder) / "journal.db")
        session = Session(load(find(picture.lesson or "1", "en")), None)
        app = TutorApp(
            journal,
            make_session=lambda _: session,
            lesson=session.lesson if picture.lesson else None,
            start=picture.step,
        )
        async with app.run_test(size=picture.size) as pilot:
            if picture.lesson:
                await _play(pilot, session, picture)
            await _see(pilot, picture.words)
            app.save_screenshot(name, path=str(FOLDER))
            app.exit()
        journal.close()


async def _play(pilot: Pilot[Any], session: Session, picture: Picture) -> None:
    """Run the step's commands, look at what they did."""
    app = pilot.app
    async with asyncio.timeout(PATIENCE):
        while not (isinstance(app.focused, StepView) and app.screen.query(NodeTerminal)):
            await pilot.pause(0.1)
    for _block in session.step.played:
        await pilot.press("enter")
        await pilot.pause(1.0)
    await session.wait(lambda: session.step_done, 30)
    await pilot.pause(picture.pause)
    for key in picture.keys:
        await pilot.press(key)
        if key == "enter":
            await _see(pilot, picture.words)


async def _see(pilot: Pilot[Any], words: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while words not in pilot.app.export_screenshot().replace("&#160;", " "):
            await pilot.pause(0.1)


def main() -> None:
    """Make them all, or those that are named."""
    os.environ["TERM"] = "xterm-256color"
    os.environ.pop("NO_COLOR", None)
    for name in sys.argv[1:] or PICTURES:
        asyncio.run(draw(name, PICTURES[name]))


if __name__ == "__main__":
    main()
