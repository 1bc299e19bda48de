"""Output of commands is made harmless before it reaches a screen."""

import pytest

from tutor.session.plain import to_plain_text


@pytest.mark.parametrize(
    ("output", "plain"),
    [
        (b"plain\n\ttext\n", "plain\n\ttext\n"),
        ("网桥 ✔".encode(), "网桥 ✔"),
        (b"\x1b[1;31mred\x1b[0m", "red"),
        (b"\x1b]0;title\x07after", "after"),
        (b"\x1b]52;c;aGk=\x1b\\after", "after"),
        (b"\x1bPdevice\x1b\\after", "after"),
        (b"\x1b(Bcharset", "charset"),
        (b"two\r\nlines\r", "two\nlines"),
        (b"bell\x07 and \x9b31mc1", "bell and \ufffd31mc1"),
        ("turned \u202e around".encode(), "turned  around"),
        (b"cut \x1b[", "cut "),
        (b"\xff\xfe", "\ufffd\ufffd"),
    ],
)
def test_only_text_is_left(output: bytes, plain: str) -> None:
    assert to_plain_text(output) == plain
