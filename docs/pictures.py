"""Makes the pictures of these documents: the app itself, in a real lab, drawn as SVG.

.venv/bin/python -P docs/pictures.py
"""

import asyncio
import os
import tempfile
from pathlib import Path

from tutor.journal import Journal
from tutor.lesson.catalogue import find
from tutor.lesson.reader import load
from tutor.session import Session
from tutor.tui.app import TutorApp
from tutor.tui.widgets.step_view import StepView

FOLDER = Path(__file__).parent
PICTURES = {
    "screen.svg": ((124, 36), "veth-pairs", "f2"),
    "changes.svg": ((124, 36), "veth-pairs", "f3"),
    "narrow.svg": ((80, 24), "veth-pairs", "f1"),
}
"""Each with the terminal's size, the lesson, and the panel that is seen."""


async def picture(name: str, size: tuple[int, int], lesson: str, panel: str) -> None:
    """Play the lesson's first commands and draw the screen."""
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder) / "journal.db")
        session = Session(load(find(lesson, "en")), None)
        app = TutorApp(journal, make_session=lambda _: session, lesson=session.lesson)
        async with app.run_test(size=size) as pilot:
            while not isinstance(app.focused, StepView):
                await pilot.pause(0.1)
            await pilot.press("enter")
            await session.wait(lambda: session.step_done, 20)
            await pilot.pause(4)
            await pilot.press(panel)
            await pilot.pause(1)
            if panel != "f1":
                await pilot.press("f1")
            await pilot.pause(0.5)
            app.save_screenshot(name, path=str(FOLDER))
            app.exit()


def main() -> None:
    """Make them all."""
    os.environ["TERM"] = "xterm-256color"
    for name, how in PICTURES.items():
        asyncio.run(picture(name, *how))


if __name__ == "__main__":
    main()
