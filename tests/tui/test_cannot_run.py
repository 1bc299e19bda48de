"""A lesson that cannot run here: the learner is told before, and may read it all the same."""

import asyncio
import threading
from pathlib import Path

from textual.app import App
from textual.widgets import Markdown, Static

from tests.lesson.writing import FRONT, write
from tutor.journal import Journal
from tutor.lesson.model import Lesson
from tutor.lesson.reader import load
from tutor.session import Session
from tutor.tui.app import TutorApp
from tutor.tui.screens.catalogue import CatalogueScreen
from tutor.tui.screens.reading import ReadingScreen, as_markdown
from tutor.tui.screens.trouble import TroubleScreen

NEEDY = FRONT.replace("---\n", "---\nneeds: [engine>=99]\n", 1)
TEXT = """Before.

## One step
Its {{port}}.
```bash run
ip link show {{port}}
```
```bash wrong
# not for learners
false
```
```text claims
There is a link
    link name=$port
```
"""


async def test_it_is_told_with_what_to_do_and_can_be_read(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    lesson = load(write(tmp_path, TEXT, front=NEEDY))
    app = TutorApp(journal, lesson=lesson, make_session=lambda chosen: Session(chosen, journal))
    async with asyncio.timeout(20), app.run_test() as pilot:
        while not isinstance(app.screen, TroubleScreen):
            await pilot.pause()
        assert "engine>=99" in str(app.screen.query_one("#message", Static).content)
        assert "--engine-dir" in str(app.screen.query_one("#advice", Static).content)
        await pilot.press("l")
        while not isinstance(app.screen, ReadingScreen):
            await pilot.pause()
        assert "ip link show …" in app.screen.query_one(Markdown).source
        await pilot.press("q", "q")
    journal.close()


async def test_a_course_of_one_lesson_ends_with_it(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    lesson = load(write(tmp_path, TEXT, front=NEEDY))
    app = TutorApp(journal, lesson=lesson, make_session=lambda chosen: Session(chosen, journal))
    app.once = True
    async with asyncio.timeout(20), app.run_test() as pilot:
        while not isinstance(app.screen, TroubleScreen):
            await pilot.pause()
        await pilot.press("q")
        while app.is_running and not app._exit:
            assert not isinstance(app.screen, CatalogueScreen)
            await pilot.pause()
    journal.close()


def test_what_is_read_has_the_commands_and_no_secrets(tmp_path: Path) -> None:
    text = as_markdown(load(write(tmp_path, TEXT)))
    assert text == "# A title\n\nBefore.\n\n## One step\n\nIts ….\n\n```bash\nip link show …\n```"


async def test_the_catalogue_says_so(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    lesson = load(write(tmp_path, TEXT, front=NEEDY))
    app: App[None] = App()
    async with asyncio.timeout(20), app.run_test() as pilot:
        lacking = threading.Event()

        def find(_lessons: list[Lesson]) -> frozenset[str]:
            lacking.wait()
            return frozenset({"engine>=99"})

        app.push_screen(CatalogueScreen(lambda: [lesson], find, journal, "en"))
        while "A title" not in _shown(app):
            await pilot.pause()
        assert "cannot run here" not in _shown(app)
        lacking.set()
        while "cannot run here: it needs engine>=99" not in _shown(app):
            await pilot.pause()
    journal.close()


def _shown(app: App[None]) -> str:
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())
