"""Where lines break: Chinese anywhere but before what must not begin a line, English at spaces only."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some
from textual.content import Content

from tests.tui.conftest import WIDE, Open
from tests.tui.staged import LESSON, web
from tutor.lesson.catalogue import lessons
from tutor.tui.breaks import AFTER, CLOSE, OPEN, WORD, allow_breaks
from tutor.tui.widgets.hanging import Hanging

ENGLISH = re.compile(r"\s*\S+\s*")
SENTENCE = "容器的网卡是一根网线的一端，另一端是网桥（docker0）的一个端口；内核把这样的网线叫做一对网卡。"


@pytest.fixture(autouse=True)
def _breaks() -> None:
    allow_breaks()


@pytest.mark.parametrize("width", range(12, 60))
def test_chinese_fills_its_lines_and_parts_nothing_that_belongs_together(width: int) -> None:
    lines = [line.plain for line in Content(SENTENCE).wrap(width)]
    assert "".join(lines) == SENTENCE
    for line, following in pairwise(lines):
        assert Content(line).cell_length <= width
        assert following[0] not in AFTER
        assert line[-1] not in OPEN
        together = WORD.match(following)
        assert together
        assert Content(line + together[0]).cell_length > width


@given(some.text(some.sampled_from("ab .,()[]{}'\"-/\n中文，。（）“”" + CLOSE)))
def test_no_letter_is_lost(text: str) -> None:
    found, at = [], 0
    while match := WORD.match(text, at):
        found.append(match[0])
        at = match.end()
    assert "".join(found) == (text if text.strip() else "")


@pytest.mark.parametrize("path", lessons("en"), ids=lambda path: path.stem)
def test_english_breaks_where_it_always_did(path: object) -> None:
    for paragraph in path.read_text().split("\n\n"):  # type: ignore[attr-defined]
        if not set(paragraph) & set(CLOSE):
            assert WORD.findall(paragraph) == ENGLISH.findall(paragraph)


@pytest.mark.parametrize("width", [20, 30, 47])
def test_what_goes_on_stands_below_its_beginning(width: int) -> None:
    rows = Hanging([(Content("+ 链路  "), Content(SENTENCE))])
    first, *others = [line.plain for line in rows.lines(width)]
    assert others
    assert first.startswith("+ 链路  容器")
    assert all(line.startswith(" " * 8) and line[8] != " " for line in others)
    assert "".join(line.strip() for line in others) == SENTENCE.removeprefix(first.removeprefix("+ 链路  "))


def test_where_there_is_no_room_beside_the_head_words_go_on_at_the_left() -> None:
    rows = Hanging([(Content("+ 链路  "), Content(SENTENCE))])
    assert "".join(line.plain for line in rows.lines(14)) == "+ 链路  " + SENTENCE


async def test_a_claim_is_as_high_as_its_words(opened: Open) -> None:
    lesson = LESSON.replace("web is running\n", f"{SENTENCE}\n")
    async with opened(WIDE, lesson) as stage:
        await stage.sees("容器的网卡")
        assert [claim.size.height for claim in stage.app.screen.query(Hanging)] == [2, 1]
        stage.session.change(*web()[:1])
        await stage.sees("expected")
        assert [claim.size.height for claim in stage.app.screen.query(Hanging)] == [2, 5]
