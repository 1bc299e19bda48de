"""Waits until nothing has happened for a moment: then what a command did is complete."""

import asyncio
from collections.abc import Callable

CALM = 0.25
"""Seconds without a change after which nothing more is expected."""
LIMIT = 1.5
"""Seconds after which it is said even though changes go on."""


class Quiet:
    """Calls back once when it has become quiet after a noise."""

    def __init__(self, then: Callable[[], None]) -> None:
        self._then = then
        self._timer: asyncio.TimerHandle | None = None
        self._latest = 0.0

    def hear(self) -> None:
        """Something has happened."""
        loop = asyncio.get_running_loop()
        if self._timer is None:
            self._latest = loop.time() + LIMIT
        else:
            self._timer.cancel()
        self._timer = loop.call_at(min(self._latest, loop.time() + CALM), self._call)

    def stop(self) -> None:
        """Call nobody any more."""
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _call(self) -> None:
        self._timer = None
        self._then()
