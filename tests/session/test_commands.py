"""What is said of commands, and whose doing a change is."""

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

    def did(self) -> list[Did]:
        """What commands did, so far."""
        return [event for event in self.events if isinstance(event, Did)]


def test_a_change_is_the_doing_of_what_runs_or_has_just_ended() -> None:
    session = Recorder()
    session.commands.take(Change(LEFT, NONE))
    session.commands.hear(Began("make", 7, "alpha"))
    assert session.commands.latest == "make"
    assert session.commands.is_busy
    session.commands.take(Change(RIGHT, NONE))
    session.commands.settle()
    assert session.did() == []
    session.commands.hear(Ended("make", 7, "alpha", 0, 0.1))
    session.commands.take(Change(LEFT, RIGHT))
    session.commands.settle()
    assert session.did() == [Did("make", "alpha", Change(LEFT | RIGHT, RIGHT))]
    assert session.commands.latest == ""
    assert not session.commands.is_busy


def test_the_next_command_ends_what_the_last_one_did() -> None:
    session = Recorder()
    for word in (Began("a", 7, "alpha"), Ended("a", 7, "alpha", 0, 0.1), Began("b", 7, "alpha")):
        session.commands.hear(word)
    session.commands.take(Change(LEFT, NONE))
    assert session.did() == [Did("a", "alpha", Change(NONE, NONE))]


def test_what_was_run_is_rows_until_the_next_step_and_nobodys_doing() -> None:
    session = Recorder()
    for text, status in (("a", 0), ("a", 1)):
        session.commands.hear(Began(text, 7, "alpha"))
        session.commands.hear(Ended(text, 7, "alpha", status, 0.1))
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
