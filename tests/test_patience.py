"""A slow machine is waited for as long as TUTOR_PATIENCE says."""

import pytest

from tutor.patience import VARIABLE, patience


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("", 8.0), ("5", 40.0), ("2.5", 20.0), ("0", 8.0), ("-3", 8.0), ("500", 8.0), ("much", 8.0), ("٣", 8.0)],
)
def test_it_is_as_many_times_as_long(said: str, seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, said)
    assert patience(8.0) == seconds
