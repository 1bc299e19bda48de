"""What of a session is kept in the journal."""

import time
from collections import Counter
from pathlib import Path

import pytest

from tests.tui.staged import StagedSession, staged, web
from tutor.claims import Standing
from tutor.journal import Entry, Journal
from tutor.observe.shells import Began, Ended


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal.db")


async def run_web(session: StagedSession, command: str = "docker run web\x1b[31m") -> None:
    """A command that starts a container."""
    at = time.time()
    session.hear(Began(command, 7, "alpha", at))
    session.change(*web())
    session.hear(Ended(command, 7, "alpha", 0, 0.2, time.time()))


def kinds(journal: Journal) -> list[str]:
    return [entry.kind for entry in journal.entries()]


def find(journal: Journal, kind: str) -> list[Entry]:
    return list(journal.entries(kinds=(kind,)))


async def test_a_command_is_kept_with_what_it_changed(tmp_path: Path, journal: Journal) -> None:
    async with staged(tmp_path, journal) as session:
        session.open(0)
        await run_web(session)
        assert await session.wait(lambda: find(journal, "ran"))
    (ran,) = find(journal, "ran")
    assert (ran.data["command"], ran.data["exit"], ran.data["node"]) == ("docker run web", 0, "alpha")
    subjects = [subject for _, subject, _ in ran.data["changes"]]
    assert "container" in subjects
    assert "veth pair" in subjects


async def test_claims_are_kept_as_they_turn_and_the_map_of_a_step_that_is_done(
    tmp_path: Path, journal: Journal
) -> None:
    async with staged(tmp_path, journal) as session:
        session.open(0)
        assert session.verdicts[session.step.claims[0]].standing is Standing.REFUTED
        await run_web(session)
        assert await session.wait(lambda: find(journal, "map"))
    assert [(entry.data["claim"], entry.data["holds"]) for entry in find(journal, "turned")] == [
        ("web is running", True),
        ("Its cable ends in docker0", True),
    ]
    (drawn,) = find(journal, "map")
    assert "veth1" in drawn.data["text"]
    assert drawn.data["svg"].startswith("<svg")


async def test_a_command_that_was_run_last_is_kept_though_the_lab_goes(
    tmp_path: Path, journal: Journal
) -> None:
    async with staged(tmp_path, journal) as session:
        session.open(0)
        await run_web(session, "docker run --rm web")
    (ran,) = find(journal, "ran")
    assert ran.data["command"] == "docker run --rm web"
    assert "container" in [subject for _, subject, _ in ran.data["changes"]]


async def test_what_the_tutor_does_by_itself_is_not_the_learners(tmp_path: Path, journal: Journal) -> None:
    async with staged(tmp_path, journal) as session:
        with session.keeping.muted():
            session.open(0)
            await run_web(session)
        session.open(1)
    assert "ran" not in kinds(journal)
    assert "turned" not in kinds(journal)
    assert "map" not in kinds(journal)


async def test_a_journal_that_cannot_be_written_is_told_of(tmp_path: Path, journal: Journal) -> None:
    async with staged(tmp_path, journal) as session:
        session.open(0)
        journal.close()
        session.note("hinted")
        assert any("cannot be used" in words for words in find_trouble(session))


def find_trouble(session: StagedSession) -> list[str]:
    queue = session._queue
    events = [queue.get_nowait() for _ in range(queue.qsize())]
    return [words for event in events if (words := getattr(event, "words", ""))]


async def test_of_choices_the_words_are_kept_and_their_order_is_the_seeds(
    tmp_path: Path, journal: Journal
) -> None:
    async with staged(tmp_path, journal) as session:
        session.open(1)
        (question,) = session.step.choices
        assert session.asking.order(question) == session.asking.order(question)
        session.asking.choose(question, [0])
        session.asking.choose(question, [1])
    chosen = [(entry.data["given"], entry.data["right"]) for entry in find(journal, "answered")]
    assert chosen == [(["eth0"], False), (["docker0"], True)]


def test_each_place_is_the_right_ones_for_some_learner(tmp_path: Path) -> None:
    question = staged(tmp_path).lesson.steps[1].choices[0]
    orders = Counter(
        tuple(StagedSession(staged(tmp_path).lesson, None, seed=str(seed)).asking.order(question))
        for seed in range(40)
    )
    assert min(orders[0, 1], orders[1, 0]) > 10
