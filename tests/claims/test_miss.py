"""Answers that are nearly right."""

from tests.tui.staged import host, link
from tutor.claims import accept, answers, misses
from tutor.lesson.parts import Place
from tutor.lesson.pattern import parse
from tutor.state import State

HOST = State([*host(), link("veth1", master="docker0"), link("veth2"), link("eth0", kind="bridge")])
QUESTION = (parse("link netns=host name=$answer master=docker0", Place(1)),)


def test_near_misses_are_other_rows_and_cut_answers_and_none() -> None:
    right = answers(QUESTION, HOST)
    assert right == {"veth1"}
    found = misses(QUESTION, HOST, right)
    assert {"", "veth", "eth1", "veth10", "veth2", "docker0", "eth0"} <= set(found)
    assert not right & set(found)


def test_no_near_miss_is_taken() -> None:
    right = answers(QUESTION, HOST)
    assert not [form for form in misses(QUESTION, HOST, right) if accept(form, right)]


def test_what_is_right_too_is_no_miss() -> None:
    every = (parse("link netns=host name=$answer", Place(1)),)
    right = answers(every, HOST)
    assert "veth2" in right
    assert not {form.casefold() for form in misses(every, HOST, right)} & right


def test_another_way_to_write_a_right_address_is_no_miss() -> None:
    found = misses(QUESTION, HOST, frozenset(["::"]))
    assert "::0" not in found
    assert ":" in found
