"""A fresh lab is brought to a step, and the learner is told so."""

from pathlib import Path

from tests.tui.staged import staged, web
from tutor.session.bring import bring_to
from tutor.session.events import BroughtBack, Event, StepOpened


async def test_the_steps_before_are_played_and_that_is_told_when_the_step_is_open(tmp_path: Path) -> None:
    told: list[Event] = []
    async with staged(tmp_path) as session:
        session.change(*web())
        await bring_to(session, 1, 0)
        async for event in session.events():
            told.append(event)
            if isinstance(event, BroughtBack):
                break
    assert [event for event in told if isinstance(event, StepOpened | BroughtBack)] == [
        StepOpened(1, session.lesson.steps[1]),
        BroughtBack(1),
    ]


async def test_what_was_done_and_answered_in_another_lab_is_to_be_done_and_answered_again(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path) as session:
        session.change(*web())
        session.open(1)
        (question,) = session.step.questions
        assert session.asking.answer(question, "veth1")
        session.asking.choose(session.step.choices[0], [1])
        assert session.was_done(1)
        session.forget()
        await bring_to(session, 1, 1)
        assert not session.was_done(1)
        assert not session.asking.answered
