"""The grid: characters of two columns are overwritten whole, and nothing leaves the sheet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.map.canvas import Canvas
from tutor.map.clean import clean, width


def drawn(canvas: Canvas) -> list[str]:
    return ["".join(piece.text for piece in line) for line in canvas.lines()]


@pytest.mark.parametrize(
    ("x", "text", "expected"),
    [(1, "a", " a桥  "), (0, "a", "a 桥  "), (2, "bc", "网bc  "), (1, "线", " 线   ")],
)
def test_half_of_a_wide_character_becomes_blank(x: int, text: str, expected: str) -> None:
    canvas = Canvas(6)
    canvas.put(0, 0, "网桥")
    canvas.put(x, 0, text)
    assert drawn(canvas) == [expected]


@given(st.lists(st.tuples(st.integers(-5, 15), st.integers(0, 2), st.text(max_size=8)), max_size=8))
def test_every_line_stays_as_wide_as_the_canvas(writes: list[tuple[int, int, str]]) -> None:
    canvas = Canvas(12)
    for x, y, text in writes:
        canvas.put(x, y, clean(text))
    assert all(width(line) == 12 for line in drawn(canvas))


def test_a_stroke_leaves_alone_what_it_would_cross() -> None:
    canvas = Canvas(3)
    canvas.put(1, 1, "─")
    canvas.column(1, 0, 2, "│", canvas.lines()[1][0].style)
    assert drawn(canvas) == [" │ ", " ─ ", " │ "]


def test_a_wide_character_that_would_stand_over_the_edge_is_left_out() -> None:
    canvas = Canvas(3)
    canvas.put(0, 0, "网桥")
    assert drawn(canvas) == ["网 "]
