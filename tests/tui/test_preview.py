"""The preview: what is saved is seen, and so is what is wrong with it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.tui.conftest import WIDE, Stage
from tests.tui.staged import LESSON, StagedSession, staged
from tutor.journal import Journal
from tutor.lesson.model import Lesson
from tutor.tui.preview import PreviewApp
from tutor.tui.widgets.step_view import StepView


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "07-cables.md"


@pytest.fixture
def made() -> list[Lesson]:
    """Lessons that a session was made of, in their order."""
    return []


@pytest.fixture
async def stage(
    path: Path, made: list[Lesson], journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Stage]:
    """The preview of a file that is not there yet."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    aside = tmp_path / "aside"
    aside.mkdir()

    def make(lesson: Lesson) -> StagedSession:
        made.append(lesson)
        return StagedSession(lesson, None)

    app = PreviewApp(journal, path, make_session=make)
    async with app.run_test(size=WIDE) as pilot:
        yield Stage(app, pilot, staged(aside))


async def begun(stage: Stage, path: Path) -> None:
    path.write_text(LESSON)
    await stage.until(lambda: isinstance(stage.app.focused, StepView))


async def test_it_waits_until_the_file_is_a_lesson(stage: Stage, path: Path) -> None:
    await stage.sees("1:1: No such file or directory")
    path.write_text("---\ntitle: x\n---\n")
    await stage.sees("1:1: summary is missing", "1:1: a lesson has at least one step")
    await begun(stage, path)
    await stage.sees("web is running")


async def test_what_is_saved_is_seen_at_the_open_step(stage: Stage, path: Path) -> None:
    await begun(stage, path)
    await stage.press("n", "n")
    await stage.sees("Which port has docker0?")
    path.write_text(LESSON.replace("Which port has docker0?", "Which one is it?"))
    await stage.sees("Which one is it?")
    assert "Which port has docker0?" not in stage.text


async def test_what_is_wrong_is_told_with_its_place_until_it_is_mended(stage: Stage, path: Path) -> None:
    await begun(stage, path)
    path.write_text(LESSON.replace("container name=web", "contaner name=web"))
    await stage.sees('19:5: there is no fact kind "contaner"; did you mean "container"?')
    path.write_text(LESSON.replace("## ", "# "))
    await stage.sees("a lesson has at least one step", "web is running")
    path.write_text(LESSON)
    await stage.until(lambda: "a lesson has at least" not in stage.text)


async def test_another_lab_is_made_where_the_lesson_wants_another(
    stage: Stage, path: Path, made: list[Lesson]
) -> None:
    await begun(stage, path)
    path.write_text(LESSON.replace("minutes: 5\n", "minutes: 5\nnodes: 2\n"))
    await stage.until(lambda: [lesson.nodes for lesson in made] == [1, 2])
    await stage.until(lambda: isinstance(stage.app.focused, StepView))
    await stage.sees("web is running")
