"""What connection tracking's own entry says to a hop that rewrites an address."""

from dataclasses import replace

from tutor.observe.proof.header import Header
from tutor.trace.hop import Hop, Standing
from tutor.trace.tracked import Entry, find, judge

CALL = Header(4, "tcp", "10.9.0.2", "10.9.0.1", 40000, 8080)
INNER = replace(CALL, dest="10.1.0.2", dport=80)
LENT = Header(4, "tcp", "10.1.0.2", "10.9.0.2", 41000, 53)
ENTRY = Entry(CALL, INNER.turned())


def hop(before: Header, after: Header, *, back: bool = False, kind: str = "rule") -> Hop:
    return Hop(kind, "alpha", "host", after, before, back=back)


def test_what_the_entry_has_is_confirmed_in_its_own_words() -> None:
    standing, said = judge(hop(CALL, INNER), ENTRY)
    assert standing is Standing.CONFIRMED
    assert "10.1.0.2:80 → 10.9.0.2:40000" in said


def test_another_address_than_the_entry_has_is_contradicted() -> None:
    standing, said = judge(hop(CALL, replace(INNER, dest="10.1.0.3")), ENTRY)
    assert standing is Standing.CONTRADICTED
    assert "10.1.0.2:80" in said


def test_one_of_two_rewritings_is_judged_by_its_own_half() -> None:
    both = Entry(CALL, Header(4, "tcp", "10.1.0.2", "10.1.0.1", 80, 40000))
    assert judge(hop(CALL, INNER), both)[0] is Standing.CONFIRMED
    masked = replace(INNER, source="10.1.0.1")
    assert judge(hop(INNER, masked), both)[0] is Standing.CONFIRMED
    assert judge(hop(INNER, replace(INNER, source="10.1.0.9")), both)[0] is Standing.CONTRADICTED


def test_the_answer_is_written_back_as_the_connection_came() -> None:
    answer = INNER.turned()
    good, bad = (
        hop(answer, replace(answer, source=source, sport=8080), back=True, kind="known")
        for source in ("10.9.0.1", "10.9.0.7")
    )
    assert judge(good, ENTRY) == (Standing.CONFIRMED, "")
    assert judge(bad, ENTRY)[0] is Standing.CONTRADICTED


def test_an_entry_is_found_by_what_comes_in() -> None:
    open_port = replace(CALL, sport=None)
    assert find(open_port, [Entry(LENT, LENT.turned()), ENTRY], back=False) is ENTRY
    assert find(INNER.turned(), [ENTRY], back=True) is ENTRY
    assert find(INNER, [ENTRY], back=False) is None
