"""What counts as the right answer to a question about a host that is being mended."""

from pathlib import Path

import pytest

from tests.tui.staged import LESSON, link, staged, web
from tutor.session import faults

BREAK = "```bash break\ntrue\n```\n\n```text ask\nWhich port"


async def test_what_was_right_when_the_step_was_broken_stays_right_when_it_is_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faults, "CALM", 0.01)
    async with staged(tmp_path, text=LESSON.replace("```text ask\nWhich port", BREAK)) as session:
        session.change(*web())
        session.open(1)
        await session.opened()
        (question,) = session.step.questions
        session.change(link("veth2", master="docker0"), lost=(web()[-1],))
        assert not session.asking.answer(question, "veth3")
        assert session.asking.answer(question, "veth1")
        assert session.asking.answer(question, "veth2")
        session.forget()
        assert not session.asking.answer(question, "veth1"), "that was in another lab"


async def test_of_a_step_that_breaks_nothing_only_what_is_right_now_is_right(tmp_path: Path) -> None:
    async with staged(tmp_path) as session:
        session.change(*web())
        session.open(1)
        await session.opened()
        (question,) = session.step.questions
        session.change(link("veth2", master="docker0"), lost=(web()[-1],))
        assert not session.asking.answer(question, "veth1")
