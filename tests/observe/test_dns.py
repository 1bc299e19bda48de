"""Questions to name servers, and what comes back, byte for byte."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.observe.acts.dns import AAAA, A, Reply, question, read_reply
from tutor.observe.acts.ping import V4, V6, checksum, read_answer
from tutor.observe.acts.resolve import candidates

NAME = b"\x03web\x00"


def answer(*records: bytes, number: int = 7, flags: int = 0x8180) -> bytes:
    """A datagram with these records, in reply to a question for web."""
    return (
        struct.pack("!6H", number, flags, 1, len(records), 0, 0)
        + NAME
        + b"\x00\x01\x00\x01"
        + b"".join(records)
    )


def record(kind: int, data: bytes, name: bytes = b"\xc0\x0c") -> bytes:
    """A record about web, by a pointer to the name in the question."""
    return name + struct.pack("!HHIH", kind, 1, 600, len(data)) + data


def test_a_question_is_written_as_the_standard_says() -> None:
    assert (
        question("web", A, 7)
        == b"\x00\x07\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03web\x00\x00\x01\x00\x01"
    )
    assert question("a.bc.", AAAA, 1).endswith(b"\x01a\x02bc\x00\x00\x1c\x00\x01")


@pytest.mark.parametrize("name", ["a..b", "x" * 64, ""])
def test_what_can_be_no_name_is_refused(name: str) -> None:
    with pytest.raises(UnicodeError):
        question(name, A, 1)


def test_addresses_are_read_past_other_records() -> None:
    data = answer(
        record(5, b"\x02db\xc0\x0c"),
        record(A, bytes([172, 17, 0, 2])),
        record(AAAA, bytes(15) + b"\x01", NAME),
    )
    assert read_reply(data, 7) == Reply(("172.17.0.2", "::1"), 0)
    assert read_reply(answer(flags=0x8183), 7) == Reply((), 3)


def test_only_a_reply_to_our_question_is_one() -> None:
    assert read_reply(answer(number=8), 7) is None
    assert read_reply(answer(flags=0x0100), 7) is None
    assert read_reply(answer(record(A, b"1234"))[:-2], 7) is None


@given(st.binary(max_size=80))
def test_no_datagram_makes_the_reader_stumble(data: bytes) -> None:
    read_reply(b"\x00\x07\x80\x00" + data, 7)
    read_answer(V4, data, b"\x08\x00\x00\x00\x00\x01\x00\x01")
    read_answer(V6, data, b"\x80\x00\x00\x00\x00\x01\x00\x01")


def test_names_without_a_dot_are_tried_in_their_domains_first() -> None:
    assert candidates("web", ("lan", ".")) == ["web.lan", "web"]
    assert candidates("web.lan", ("x",)) == ["web.lan", "web.lan.x"]
    assert candidates("web.", ("x",)) == ["web."]


def test_the_checksum_is_that_of_the_standard() -> None:
    assert checksum(bytes.fromhex("0001f203f4f5f6f7")) == 0x220D
    assert checksum(b"\x01") == 0xFEFF
