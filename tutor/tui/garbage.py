"""When Python looks for garbage: not while keys are pressed, for a full look takes longer than several paints."""

import gc
import time
from collections.abc import Callable

LOOK = 1.0
"""Seconds between two looks whether to collect."""
MANY = 50_000
"""Objects more than at the last collection: with fewer there is nothing to gain."""
REST = 2.0
"""Seconds after which a learner who has pressed no key is not likely to wait for a paint."""
LATEST = 60.0
"""Seconds after which garbage is collected whatever is pressed."""


class Garbage:
    """Collects in place of Python, at moments when nobody waits."""

    def __init__(self, pressed: Callable[[], float]) -> None:
        self._pressed = pressed
        """When a key was pressed last, by the monotonic clock."""
        self._collected = time.monotonic()
        gc.disable()

    def look(self) -> None:
        """Collect where that is worth it, and nobody waits or it is high time."""
        now = time.monotonic()
        if gc.get_count()[0] > MANY and (now - self._pressed() > REST or now - self._collected > LATEST):
            gc.collect()
            self._collected = now
