"""The parts of a class that need no broker: addresses, who is stuck, tables, the record, what is shared."""

import csv
import io
import json
import sqlite3
import unicodedata
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from tutor.classroom.address import Address, read_address
from tutor.classroom.export import to_csv, to_json
from tutor.classroom.member import join, leave, member, raise_hand
from tutor.classroom.message import LATEST, LONGEST, MOST, Event, Seen, State, Topics
from tutor.classroom.record import Record
from tutor.classroom.roster import Roster
from tutor.classroom.share import Share
from tutor.errors import ClassError
from tutor.journal import Journal

URL = f"mqtts://learner:pa%2Fss@192.168.1.5:8883/room-7#sha256={'A' * 43}"
ID = "0123456789abcdef"


@given(
    some.builds(
        Address,
        host=some.sampled_from(["192.168.1.5", "fe80::1", "broker.example.org"]),
        port=some.integers(1, 65535),
        name=some.from_regex(r"[a-z0-9][a-z0-9-]{0,31}", fullmatch=True),
        user=some.text(some.characters(codec="utf-8", exclude_categories=["C"]), min_size=1),
        password=some.text(some.characters(codec="utf-8", exclude_categories=["C"])),
        fingerprint=some.sampled_from(["", "A_-9" * 10 + "abc"]),
    )
)
def test_an_address_survives_being_written(address: Address) -> None:
    assert read_address(str(address)) == address


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("http://x/y", "does not begin with mqtts"),
        ("mqtt://learner:x@192.168.1.5/room", "everybody on the way reads the password"),
        ("mqtts://learner:x@host/", "no name of a class"),
        ("mqtts://learner:x@host/a/b", "no name of a class"),
        ("mqtts://learner:x@host/+", "no name of a class"),
        (URL[:-1], "cut off"),
        ("mqtts://learner:x@host:99999/room", "no address of a class"),
        ("mqtts://[::1/room", "no address of a class"),
    ],
)
def test_what_is_no_address_is_told_why(text: str, reason: str) -> None:
    with pytest.raises(ClassError, match=reason):
        read_address(text)


def test_loopback_needs_no_tls() -> None:
    assert not read_address("mqtt://learner:x@127.0.0.1/room").tls


VALUES = (
    some.none() | some.booleans() | some.integers() | some.floats() | some.text() | some.lists(some.text())
)
"""What JSON may hold, and what Python's reader takes besides: NaN, endless numbers, half of a character."""
TOLD = some.dictionaries(some.sampled_from([field.name for field in fields(State)]), VALUES)


@example(json.dumps({"name": "a" * (LONGEST - 1) + " b"}).encode())
@given(some.binary(max_size=200) | TOLD.map(lambda told: json.dumps(told).encode()))
def test_a_message_is_within_bounds_whatever_comes(payload: bytes) -> None:
    if state := State.decode(payload):
        assert 0 <= state.number <= MOST
        assert 0 <= state.at <= LATEST
        assert len(state.name) <= LONGEST
        assert not {"Cc", "Cs", "Zl", "Zp"} & set(map(unicodedata.category, state.name))
        assert State.decode(state.encode()) == state


def test_topics_of_others_are_not_ours() -> None:
    topics = Topics("room-7")
    assert topics.read(topics.of(ID, "state")) == (ID, "state")
    for topic in (
        f"tutor/other/learner/{ID}/state",
        "tutor/room-7/learner/../state",
        "tutor/room-7/say",
        "",
        "/" * 9,
    ):
        assert topics.read(topic) == ("", "")


def roster(**state: object) -> Roster:
    made = Roster()
    fields = {"name": "Anna", "lesson": "veth", "since": 1000.0, "at": 1000.0}
    made.take_state(ID, State(**(fields | state)))  # type: ignore[arg-type]
    made.take_online(ID, online=True)
    return made


@pytest.mark.parametrize(
    ("state", "now", "why"),
    [
        ({}, 1599, ""),
        ({}, 1600, "long"),
        ({"done": True}, 9999, ""),
        ({"lesson": ""}, 9999, ""),
        ({"wrong": 3}, 1001, ""),
        ({"wrong": 4}, 1001, "wrong"),
        ({"tries": 15}, 1001, "tries"),
    ],
)
def test_who_may_be_stuck(state: dict[str, object], now: float, why: str) -> None:
    assert roster(**state).learners[ID].stuck(now) == why


def test_who_is_gone_is_not_stuck() -> None:
    made = roster(wrong=9)
    made.take_online(ID, online=False)
    assert not made.learners[ID].stuck(1001)


def test_who_was_silent_for_long_is_gone() -> None:
    made = roster()
    heard = made.learners[ID].heard
    made.expire(heard + 149)
    assert made.learners[ID].online
    made.changed.clear()
    made.expire(heard + 151)
    assert not made.learners[ID].online
    assert made.changed == {ID}


def test_the_order_of_the_board() -> None:
    made = Roster()
    for name, state, online in (
        ("gone", State(hand=True), False),
        ("Zoe", State(), True),
        ("adam", State(), True),
        ("stuck", State(lesson="x", wrong=9), True),
        ("hand", State(hand=True), True),
    ):
        made.take_state(name, State(**{**{f: getattr(state, f) for f in State.__slots__}, "name": name}))
        made.take_online(name, online=online)
    assert [one.id for one in made.in_order(1.0)] == ["hand", "stuck", "adam", "Zoe", "gone"]


def test_no_cell_is_a_formula() -> None:
    table = to_csv(roster(name='=HYPERLINK("x")', lesson="@SUM"), 1060.0)
    (row,) = csv.DictReader(io.StringIO(table))
    assert row["name"] == '\'=HYPERLINK("x")'
    assert row["lesson"] == "'@SUM"
    assert row["minutes_in_step"] == "1.0"


def test_json_has_every_event(tmp_path: Path) -> None:
    record = Record(tmp_path / "board.db")
    record.add([(ID, Event(1, 5.0, "veth", "opened")), (ID, Event(2, 6.0, "veth", "done"))])
    told = json.loads(to_json(roster(), record, 1060.0))
    assert [event["kind"] for event in told["events"][ID]] == ["opened", "done"]
    assert told["learners"][0]["name"] == "Anna"


def test_the_record_takes_what_follows_and_no_other(tmp_path: Path) -> None:
    record = Record(tmp_path / "board.db")
    assert record.add((ID, Event(number)) for number in (1, 2, 2, 1, 4)) == {ID}
    assert record.kept == {ID: 2}
    record.close()
    again = Record(tmp_path / "board.db")
    assert again.kept == {ID: 2}
    assert not again.add((ID, Event(number)) for number in (1, 2, 3, 4))
    assert [event.number for _, event in again.events()] == [1, 2, 3, 4]


def test_a_record_that_cannot_be_written_has_kept_nothing(tmp_path: Path) -> None:
    record = Record(tmp_path / "board.db")
    with sqlite3.connect(tmp_path / "board.db") as other:
        other.execute("DROP TABLE event")
    with pytest.raises(ClassError, match="cannot be used"):
        record.add([(ID, Event(1))])
    assert record.kept == {}


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal.db")


def test_what_was_before_the_class_is_not_shared(journal: Journal) -> None:
    journal.note("old", "opened", 0)
    share = Share(journal, join(journal, URL, "Anna"))
    assert not share.poll()
    journal.note("veth", "opened", 2, title="Veth\x1b[m", steps=4)
    assert share.poll()
    assert [(event.number, event.lesson) for event in share.events] == [(1, "veth")]
    assert (share.state.title, share.state.step, share.state.steps) == ("Veth [m", 2, 4)


def test_a_state_counts_within_its_step(journal: Journal) -> None:
    share = Share(journal, join(journal, URL, "Anna"))
    journal.note("veth", "opened", 0)
    for kind, data in (("answered", {"right": False}), ("ran", {"exit": 0}), ("hinted", {}), ("solved", {})):
        journal.note("veth", kind, 0, **data)
    journal.note("veth", "raised", 0)
    journal.note("veth", "opened", 0)  # the same step again, after a pause
    share.poll()
    state = share.state
    assert (state.wrong, state.tries, state.hints, state.solved, state.hand) == (1, 1, 1, True, True)
    journal.note("veth", "opened", 1)
    share.poll()
    state = share.state
    assert (state.wrong, state.tries, state.hints, state.solved, state.hand) == (0, 0, 0, False, True)


@pytest.mark.parametrize("command", ["", "docker ps"])
def test_commands_are_shared_only_if_the_learner_says_so(journal: Journal, command: str) -> None:
    shares = bool(command)
    found = join(journal, URL, "Anna", shares_commands=shares)
    journal.note("veth", "ran", 0, command="docker ps", exit=0)
    share = Share(journal, found)
    share.poll()
    assert share.events[0].command == command
    assert ("the command itself" in found.sent) == shares


def test_joining_again_goes_on_as_the_same_learner(journal: Journal) -> None:
    first = join(journal, URL, "Anna")
    journal.note("veth", "opened", 0)
    again = join(journal, URL, "Anna B.")
    assert (again.id, again.after, again.name) == (first.id, first.after, "Anna B.")
    assert join(journal, URL.replace("room-7", "room-8"), "Anna").id != first.id
    leave(journal)
    assert member(journal) is None


@pytest.mark.parametrize(
    "told", ["[]", "{", '{"id": 3}', '{"id":"../..","name":"x","address":"x","after":0}']
)
def test_a_membership_that_says_nonsense_is_none(journal: Journal, told: str) -> None:
    journal.set("class", told)
    assert member(journal) is None


def test_a_hand_goes_up_and_down(journal: Journal) -> None:
    journal.note("veth", "opened", 3)
    assert [raise_hand(journal), raise_hand(journal), raise_hand(journal)] == [True, False, True]
    assert {(entry.lesson, entry.step) for entry in journal.entries(kinds=("raised",))} == {("veth", 3)}


def test_an_answer_of_the_board_is_a_message_like_any_other() -> None:
    assert Seen.decode(Seen(4, again=True, board="b").encode()) == Seen(4, again=True, board="b")


@pytest.mark.parametrize(
    "number", ["-5", "10000000000000000000000", "1.5", "true", '"7"', "null", "NaN", "Infinity"]
)
def test_a_number_that_is_none_is_nought(number: str) -> None:
    state = State.decode(f'{{"number": {number}, "at": {number}, "hand": {number}}}'.encode())
    assert state
    assert (state.number, state.hand) in ((0, False), (0, True))
    assert 0 <= state.at <= LATEST
