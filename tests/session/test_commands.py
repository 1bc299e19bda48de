"""What is said of commands, and whose doing a change is."""

import time

from tests.claims.host import link
from tutor.facts.command import Command
from tutor.observe.shells import Began, Ended
from tutor.session.commands import Commands
from tutor.session.events import Did, Event
from tutor.state import Change, Row

NONE = frozenset[Row]()
LEFT, RIGHT = frozenset([link("host", "left")]), frozenset([link("host", "right")])


class Recorder:
    """A session's ends of the wires."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.changes: list[Change] = []
        self.commands = Commands(self.events.append, self.changes.append)

    def hear(self, text: str, began: float, ended: float, shell: int = 7) -> None:
        """A command ran from one moment to another."""
        self.commands.hear(Began(text, shell, "alpha", began))
        self.commands.hear(Ended(text, shell, "alpha", 0, ended - began, ended))

    def did(self) -> list[Did]:
        """What commands did, so far."""
        return [event for event in self.events if isinstance(event, Did)]


def test_a_change_is_the_doing_of_what_runs_or_has_just_ended() -> None:
    session = Recorder()
    session.commands.take(Change(LEFT, NONE))
    session.commands.hear(Began("make", 7, "alpha", time.time()))
    assert session.commands.doer(Change(RIGHT, NONE)) == "make"
    assert session.commands.is_busy
    session.commands.take(Change(RIGHT, NONE))
    session.commands.settle()
    assert session.did() == []
    session.commands.hear(Ended("make", 7, "alpha", 0, 0.1, time.time()))
    session.commands.take(Change(LEFT, RIGHT))
    session.commands.settle()
    assert session.did() == []
    session.commands.settle(calm=0)
    assert session.did() == [Did("make", "alpha", Change(LEFT | RIGHT, RIGHT))]
    assert session.commands.doer(Change(LEFT, RIGHT)) == ""
    assert not session.commands.is_busy


def test_commands_pasted_together_are_told_apart_by_when_a_change_happened() -> None:
    session = Recorder()
    session.hear("a", 1.0, 2.0)
    session.commands.take(Change(LEFT, NONE, at=1.5))
    session.commands.hear(Began("b", 7, "alpha", 2.0))
    assert session.commands.doer(Change(LEFT, NONE, at=2.0)) == "a"
    assert session.commands.doer(Change(LEFT, NONE, at=2.1)) == "b"
    session.commands.take(Change(RIGHT, NONE, at=2.5))
    session.commands.take(Change(NONE, LEFT, at=2.0))
    session.commands.settle()
    assert session.did() == [Did("a", "alpha", Change(LEFT, LEFT))]
    session.commands.hear(Ended("b", 7, "alpha", 0, 1.0, 3.0))
    session.commands.settle()
    assert session.did()[1:] == [Did("b", "alpha", Change(RIGHT, NONE))]


def test_a_change_may_be_told_before_the_command_that_made_it() -> None:
    session = Recorder()
    session.hear("a", 1.0, 2.0)
    session.commands.take(Change(LEFT, NONE, at=2.2))
    session.hear("b", 2.1, 2.3)
    session.commands.settle()
    assert [did.change for did in session.did()] == [Change(NONE, NONE), Change(LEFT, NONE)]


def test_what_happened_before_a_command_is_not_its_doing_and_what_comes_late_is() -> None:
    session = Recorder()
    session.hear("a", 1.0, 2.0)
    session.commands.take(Change(LEFT, NONE, at=0.5))
    session.commands.take(Change(RIGHT, NONE, at=2.2))
    session.commands.settle()
    assert session.did() == [Did("a", "alpha", Change(RIGHT, NONE))]


def test_two_shells_at_once_may_both_have_done_it() -> None:
    session = Recorder()
    session.hear("a", 1.0, 3.0)
    session.hear("b", 2.0, 4.0, shell=8)
    session.commands.take(Change(LEFT, NONE, at=2.5))
    session.commands.settle()
    assert session.did() == [Did(text, "alpha", Change(LEFT, NONE)) for text in ("a", "b")]


def test_what_was_run_is_rows_until_the_next_step_and_nobodys_doing() -> None:
    session = Recorder()
    for text, status in (("a", 0), ("a", 1)):
        session.commands.hear(Began(text, 7, "alpha", 1.0))
        session.commands.hear(Ended(text, 7, "alpha", status, 0.1, 1.1))
    rows = [row for change in session.changes for row in change.gained]
    assert rows == [
        Command(node="alpha", text_="a", exit=0, number=0),
        Command(node="alpha", text_="a", exit=1, number=1),
    ]
    session.commands.take(session.changes[1])
    session.commands.settle()
    assert not session.did()[1].change
    session.commands.forget()
    assert session.changes[2:] == [Change(NONE, frozenset(rows))]
    session.commands.forget()
    assert len(session.changes) == 3


def test_the_end_of_what_nobody_heard_begin_is_no_command() -> None:
    session = Recorder()
    session.commands.hear(Ended("a", 7, "alpha", 0, 0.1))
    assert session.changes == []
