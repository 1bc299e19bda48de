"""Garbage is collected when nobody waits, and there is enough of it."""

import gc
import time
import weakref
from collections.abc import Iterator

import pytest

from tutor.tui.garbage import MANY, Garbage


class Circle:
    """Nothing but a collection ends it."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture(autouse=True)
def python_collects_again() -> Iterator[None]:
    """After the test."""
    yield
    gc.enable()


@pytest.mark.parametrize(
    ("seconds", "made", "goes"), [(0.0, 2 * MANY, False), (9.0, 2 * MANY, True), (9.0, 10, False)]
)
def test_a_collection_waits_until_no_key_is_pressed(seconds: float, made: int, *, goes: bool) -> None:
    gc.collect()
    garbage = Garbage(lambda: time.monotonic() - seconds)
    left = weakref.ref(Circle())
    kept = [[] for _ in range(made)]  # type: ignore[var-annotated]
    garbage.look()
    assert (left() is None) == goes
    assert len(kept) == made
