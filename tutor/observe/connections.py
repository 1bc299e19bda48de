"""The connections that a namespace tracks, followed without letting a busy one keep the others waiting."""

import asyncio
from collections.abc import Callable

from tutor.facts import raw
from tutor.observe.netfilter import Netfilter
from tutor.observe.netlink import drain

SLICE = 200
"""Connections that are told of at once."""
BREATH = 0.05
"""Seconds until the next slice."""
AGAIN = 2.0
"""Seconds between two readings of all connections, where the kernel tells of more than can be followed."""


class Connections:
    """Keeps a namespace's connections true to the kernel."""

    def __init__(self, netfilter: Netfilter, space: raw.Namespace, changed: Callable[[], None]) -> None:
        self._netfilter, self._space, self._changed = netfilter, space, changed
        self._later: asyncio.TimerHandle | None = None
        self._read()
        self._listen()

    def close(self) -> None:
        """Stop following."""
        asyncio.get_running_loop().remove_reader(self._netfilter.connections)
        if self._later:
            self._later.cancel()

    def _listen(self) -> None:
        asyncio.get_running_loop().add_reader(self._netfilter.connections, self._hear)

    def _read(self) -> None:
        self._space.connections = self._netfilter.dump_connections()
        self._changed()

    def _hear(self) -> None:
        try:
            self._hear_slice()
        except OSError:  # ENOBUFS: the kernel dropped events, so nothing known is sure any more
            self._rest(AGAIN, self._catch_up)
        self._changed()

    def _hear_slice(self) -> None:
        for number, told in enumerate(self._netfilter.read_connections(), 1):
            for _, key, entry in told:
                if entry is None:
                    self._space.connections.pop(key, None)
                else:
                    self._space.connections[key] = entry
            if number >= SLICE:
                self._rest(BREATH, self._listen)
                return

    def _rest(self, seconds: float, then: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._netfilter.connections)
        self._later = loop.call_later(seconds, then)

    def _catch_up(self) -> None:
        drain(self._netfilter.connections)
        self._read()
        self._listen()
