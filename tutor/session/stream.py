"""What happens in a session, from whoever tells it to the one reader."""

import asyncio
from collections.abc import AsyncIterator

from tutor.session.events import Event


class Stream:
    """Events in their order, kept until they are read."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue()

    def emit(self, event: Event) -> None:
        """Put an event into the stream."""
        self._queue.put_nowait(event)

    def drop(self) -> None:
        """Throw away what nobody has read."""
        while not self._queue.empty():
            self._queue.get_nowait()

    async def events(self, until: "asyncio.Task[object] | None" = None) -> AsyncIterator[Event]:
        """What happens, as it happens: without an end, or until this task has ended."""
        if until:
            until.add_done_callback(lambda _task: self._queue.put_nowait(None))
        while event := await self._queue.get():
            yield event
