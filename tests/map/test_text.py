"""The map in a terminal: as it was agreed upon, and straight whatever comes."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.map import golden, rows
from tests.map.anything import MARKS, STATES, pointed
from tests.map.rows import cable, container, link
from tutor.map import Highlight, Mark, build, text
from tutor.map.clean import width
from tutor.state import State

TROUBLE = {
    "container alpha/web": Mark.NEW,
    "nat alpha/host/dnat/tcp///8080/172.17.0.2:80": Mark.NEW,
    "link alpha/host/veth9f8e7d6": Mark.REFUTED,
    "link alpha/host/docker0": Mark.CHANGED,
    "route alpha/host/default/4": Mark.CHANGED,
}


def drawn(
    state: State,
    columns: int,
    highlight: Highlight | None = None,
    *,
    height: int | None = None,
    ascii_only: bool = False,
) -> list[str]:
    lines = text.paint(build(state), columns, height=height, highlight=highlight, ascii_only=ascii_only)
    return ["".join(piece.text for piece in line) for line in lines]


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("host", ["simple", "many", "zoo", "swarm"])
def test_hosts_are_drawn_as_they_always_were(host: str, columns: int) -> None:
    golden.check(f"{host}-{columns}.txt", "\n".join(drawn(getattr(rows, host)(), columns)) + "\n")


def test_marks_in_cards_and_in_switches() -> None:
    golden.check("marks-80.txt", "\n".join(drawn(rows.simple(), 80, TROUBLE)) + "\n")


def test_marks_in_a_list() -> None:
    highlight = {"container alpha/box03": Mark.NEW, "link alpha/host/veth0000004": Mark.REFUTED}
    golden.check("marks-in-a-list-60.txt", "\n".join(drawn(rows.many(), 60, highlight)) + "\n")


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("mark", Mark)
def test_in_chinese_no_english_is_left_but_names(mark: Mark) -> None:
    told = "\n".join(drawn(rows.zoo(), 120, pointed(rows.zoo(), mark)))
    assert mark.sign in told
    assert not [word for word in (*Mark, "no switch") if word in told]


def test_ascii() -> None:
    golden.check("zoo-80.ascii.txt", "\n".join(drawn(rows.zoo(), 80, ascii_only=True)) + "\n")


def test_wide_characters_keep_the_frame_straight() -> None:
    state = State(
        [
            *rows.simple(),
            link("host", "网桥", 9, kind="bridge"),
            *cable("web", "网卡", "线缆", 11, "10.9.0.2/24", "网桥"),
        ]
    )
    lines = drawn(state, 60)
    assert {width(line) for line in lines} == {60}
    golden.check("wide-60.txt", "\n".join(lines) + "\n")


def test_marks_move_nothing() -> None:
    plain, marked = drawn(rows.zoo(), 80), drawn(rows.zoo(), 80, pointed(rows.zoo(), Mark.REFUTED))
    assert len(plain) == len(marked)
    assert [line[:6] for line in plain] == [line[:6] for line in marked]


def test_a_new_container_moves_no_other() -> None:
    more = State(
        [
            *rows.simple(),
            *container("later"),
            *cable("later", "eth0", "veth77", 50, "172.17.0.4/16", "docker0"),
        ]
    )
    before, after = drawn(rows.simple(), 100), drawn(more, 100)
    kept = next(number for number, char in enumerate(after[1]) if after[1][number:].startswith("╭ later"))
    assert [line[:kept].rstrip(" ━") for line in before[:6]] == [
        line[:kept].rstrip(" ━") for line in after[:6]
    ]
    assert len(before) == len(after)


def test_cards_become_lists_where_they_would_not_fit() -> None:
    roomy, tight = drawn(rows.many(9), 80), drawn(rows.many(9), 80, height=25)
    assert len(tight) <= 25 < len(roomy)
    assert all(any(f"box{number:02}" in line for line in tight) for number in range(9))


def test_twenty_containers_fit_a_screen_and_none_is_missing() -> None:
    lines = drawn(rows.many(20), 60)
    assert len(lines) <= 40
    assert all(any(f"box{number:02}" in line for line in lines) for number in range(20))


def test_the_branch_goes_on_beside_further_lines_but_for_the_last() -> None:
    lines = drawn(State([*rows.many(), rows.publish("8081", "172.17.0.20:80")]), 60)
    (first,) = (line for line in lines if ":8080→80" in line)
    (last,) = (line for line in lines if ":8081→80" in line)
    assert (first[10], last[10]) == ("│", " ")


def test_pieces_tell_what_they_stand_for() -> None:
    pieces = [piece for line in text.paint(build(rows.simple()), 80) for piece in line]
    assert {"link alpha/host/veth1a2b3c4", "address alpha/db/eth0/172.17.0.3/16", "node alpha"} <= {
        piece.thing for piece in pieces
    }


@given(STATES, st.integers(20, 140), MARKS, st.one_of(st.none(), st.integers(1, 60)))
def test_any_rows_are_drawn_exactly_as_wide_as_asked(
    state: State, columns: int, mark: Mark, height: int | None
) -> None:
    for line in drawn(state, columns, pointed(state, mark), height=height):
        assert width(line) == columns
        assert line.isprintable()


@given(STATES, st.integers(20, 140))
def test_any_rows_are_drawn_in_ascii_exactly_as_wide_as_asked(state: State, columns: int) -> None:
    for line in drawn(state, columns, ascii_only=True):
        assert len(line) == columns
        assert line.isascii()


@given(STATES)
@example(State([*container("web", mode="host"), *container("web", mode="none", id="0")]))
def test_the_same_rows_give_the_same_drawing(state: State) -> None:
    assert drawn(state, 80) == drawn(State(reversed(list(state))), 80)
