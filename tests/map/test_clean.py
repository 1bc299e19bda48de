"""Text that is safe to draw, and as wide as it is said to be."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tutor.map.canvas import to_ascii
from tutor.map.clean import clean, clip, width


@given(st.text())
def test_clean_text_is_as_wide_as_the_screen_takes_it_to_be(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.isprintable()
    assert width(cleaned) == cell_len(cleaned)
    assert all(width(char) in {1, 2} for char in cleaned)


@given(st.text(), st.integers(0, 30))
def test_clipped_text_fits(text: str, columns: int) -> None:
    assert width(clip(clean(text), columns)) <= columns


@given(st.text())
def test_ascii_is_as_wide(text: str) -> None:
    plain = to_ascii(clean(text))
    assert plain.isascii()
    assert len(plain) == width(clean(text))


def test_what_a_terminal_would_obey_is_replaced() -> None:
    assert clean("a\x1b[2Jb\u202e\n") == "a�[2Jb��"


def test_half_a_wide_character_is_cut() -> None:
    assert clip("网桥网桥", 4) == "网…"


def test_characters_that_would_be_drawn_as_one_are_replaced() -> None:
    assert clean("\N{REGIONAL INDICATOR SYMBOL LETTER D}\N{REGIONAL INDICATOR SYMBOL LETTER E}") == "��"
    assert clean("👍\N{EMOJI MODIFIER FITZPATRICK TYPE-6}") == "👍�"
