"""A look into the namespace that the tests run in."""

import pytest

from tutor.observe import look

WRITE_ONLY = "net/ipv4/route/flush"
"""A sysctl that not even root may read."""


def test_what_there_is_is_seen() -> None:
    taken = look.Look()
    seen = taken.see()
    assert not seen.trouble
    assert dict(seen.sysctls)["net/ipv4/ip_local_port_range"].count(" ") == 1
    taken.close()


def test_a_sysctl_that_may_not_be_read_is_trouble_and_no_absence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(look, "ALONE", (*look.ALONE, WRITE_ONLY))
    taken = look.Look()
    assert WRITE_ONLY in taken.see().trouble
    taken.close()
