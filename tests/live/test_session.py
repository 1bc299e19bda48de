"""A session in a real lab: steps, verdicts that follow the host, answers, the journal, coming back."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tutor.claims import Standing
from tutor.journal import Journal
from tutor.lab.lab import Lab
from tutor.lesson.catalogue import find
from tutor.lesson.reader import load
from tutor.session import Session
from tutor.session.events import Event, Judged, LessonDone, Progressed, StepDone, StepOpened, Trouble


@pytest.fixture
def journal(own_folders: Path) -> Journal:
    return Journal(own_folders / "journal.db")


@pytest.fixture
async def session(journal: Journal) -> AsyncIterator[Session]:
    async with Session(load(find("veth-pairs", "en")), journal) as session:
        yield session


def drain(session: Session) -> list[Event]:
    """The events so far."""
    queue = session._queue
    return [event for event in (queue.get_nowait() for _ in range(queue.qsize())) if event]


def type_in(session: Session, command: str) -> None:
    """What a learner types into the node's shell."""
    argv, environment = session.shell()
    subprocess.run(
        argv, input=command + "\n", env=environment, text=True, capture_output=True, check=True, timeout=30
    )


async def test_claims_turn_with_the_host_and_turn_back(session: Session) -> None:
    session.open(0)
    claims = session.step.claims
    assert all(session.verdicts[claim].standing is Standing.REFUTED for claim in claims)
    type_in(session, "docker run -d --name web tutor/box sleep 1d")
    assert await session.wait(lambda: all(map(session.holds, claims)))
    type_in(session, "docker rm -f web")
    assert await session.wait(lambda: not any(map(session.holds, claims)))
    told = [event.verdict.standing for event in drain(session) if isinstance(event, Judged)]
    assert told.count(Standing.HOLDS) == len(claims)


async def test_a_step_is_done_once_and_kept_in_the_journal(session: Session, journal: Journal) -> None:
    session.open(0)
    await session.play()
    assert await session.wait(lambda: session.step_done)
    assert session.was_done(0)
    session.open(0)
    assert [event for event in drain(session) if isinstance(event, StepDone)] == [StepDone(0)]
    kept = journal.entries(kinds=("opened", "done"))
    assert [entry.kind for entry in kept] == ["opened", "done", "opened"]


async def test_the_journal_tells_what_a_command_did(session: Session, journal: Journal) -> None:
    session.open(0)
    await session.play()
    assert await session.wait(lambda: list(journal.entries(kinds=("ran",))))
    (ran,) = journal.entries(kinds=("ran",))
    assert {"container", "veth pair"} <= {subject for _, subject, _ in ran.data["changes"]}
    assert list(journal.entries(kinds=("map", "turned")))


async def test_text_gets_the_learners_own_values(session: Session) -> None:
    session.open(0)
    assert session.fill("at {{web_ip}}") == "at {{web_ip}}"
    await session.play()
    assert await session.wait(lambda: session.step_done)
    assert session.fill("at {{web_ip}}") == "at 172.17.0.2"


async def test_only_the_right_twin_is_an_answer(session: Session, journal: Journal) -> None:
    await session.bring_to(1)
    (question,) = session.step.questions
    assert await session.wait(lambda: session.asking.right(question))
    (right,) = session.asking.right(question)
    assert not session.asking.answer(question, "eth0")
    assert not session.asking.answer(question, right[:-1])
    assert not session.step_done
    assert session.asking.answer(question, f"  {right.upper()}@if2 ")
    assert session.step_done
    assert [entry.data["right"] for entry in journal.entries() if entry.kind == "answered"] == [
        False,
        False,
        True,
    ]


async def test_coming_back_plays_the_earlier_steps(session: Session, journal: Journal) -> None:
    await session.bring_to(3)
    assert await session.wait(lambda: {"web_ip", "db_ip"} <= session.known.keys())
    events = drain(session)
    assert [event.index for event in events if isinstance(event, StepOpened)] == [3]
    assert sum(isinstance(event, Progressed) for event in events) >= 3
    assert [(entry.kind, entry.step) for entry in journal.entries()] == [("opened", 3)]


async def test_the_last_step_ends_the_lesson(session: Session, journal: Journal) -> None:
    await session.bring_to(len(session.lesson.steps) - 1)
    await session.play()
    assert await session.wait(lambda: session.step_done)
    assert any(isinstance(event, LessonDone) for event in drain(session))
    assert journal.finished() == {"veth-pairs"}
    assert journal.place("veth-pairs") == 0


async def test_a_node_that_is_gone_is_trouble_in_words(session: Session) -> None:
    session.open(0)
    drain(session)
    assert isinstance(session._lab, Lab)
    session._lab.record.end()
    async with asyncio.timeout(30):
        async for event in session.events():
            if isinstance(event, Trouble) and "observer on alpha ended" in event.words:
                return
