"""Looks into every namespace, again and again, because of some things the kernel does not tell by itself.

When such a thing has changed can only be said within bounds: between one look and the next. So each beginning and
end of a command has a look of its own, and no change is taken for the doing of a command that ran before or after.
"""

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress

from tutor.observe.look import PERIOD, Seen
from tutor.observe.namespace import Watch
from tutor.observe.sockets import Owners, search


class Polling:
    """Has the watches take in what looks find."""

    def __init__(self, watches: Mapping[str, Watch]) -> None:
        self._watches = watches
        self._owners = Owners()
        self._latest = time.time()
        self._number = 0
        self._wanted = asyncio.Event()
        self._waiting: list[asyncio.Future[None]] = []

    def hurry(self) -> None:
        """Look without waiting for the next time: there is a new namespace."""
        self._wanted.set()

    async def fresh(self) -> None:
        """Return when all has been taken in that a look from now on finds."""
        waiter = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        self._wanted.set()
        await waiter

    def look(self, at: float) -> None:
        """Look now: what has changed since the last look had done so by this moment."""
        seen = self._see(at)
        if unknown := self._unknown(seen):
            self._owners.learn(search(unknown))
        self._take(seen, at)

    async def run(self) -> None:
        """Look for ever."""
        while True:
            before, now = self._latest, time.time()
            self._wanted.clear()
            waiting, self._waiting = self._waiting, []
            seen = self._see(now)
            number = self._number
            if unknown := self._unknown(seen):
                self._owners.learn(await asyncio.to_thread(search, unknown))
            if number == self._number:  # otherwise somebody has looked since
                self._take(seen, (before + now) / 2)
            for waiter in waiting:
                if not waiter.done():
                    waiter.set_result(None)
            with suppress(TimeoutError):
                async with asyncio.timeout(PERIOD):
                    await self._wanted.wait()

    def _see(self, at: float) -> dict[Watch, Seen]:
        self._latest, self._number = at, self._number + 1
        return {watch: watch.look() for watch in self._watches.values()}

    def _unknown(self, seen: Mapping[Watch, Seen]) -> set[int]:
        return self._owners.unknown(each.inode for found in seen.values() for each in found.sockets)

    def _take(self, seen: Mapping[Watch, Seen], at: float) -> None:
        for watch in seen.keys() & set(self._watches.values()):
            watch.take(seen[watch], self._owners, at)
