"""The sender, in a thread of its own beside whatever the learner does; of several tutors of a learner, one sends."""

import asyncio
import fcntl
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from tutor.classroom.member import member
from tutor.errors import TutorError
from tutor.journal import Journal

if TYPE_CHECKING:
    from tutor.classroom.sender import Sender

FIRST = 0.5
"""Seconds that a tutor that has just started has to itself."""
RETRY = 2.0
"""Seconds until it is looked again whether a class was joined, and whether another tutor sends no more."""
ENDING = 1.5
"""Seconds that the last events get at the end; what is not sent then is sent next time."""


class Background:
    """Sends while it is entered, where a class was joined. It never stands in a learner's way."""

    def __init__(self, journal: Path, hear: Callable[[str], None]) -> None:
        self._path, self._hear = journal, hear
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._sender: Sender | None = None
        self._thread = threading.Thread(target=self._run, name="class", daemon=True)

    @property
    def trouble(self) -> str | None:
        """Why nothing can be sent now, empty while it can; None while it is not this one that sends."""
        sender = self._sender
        return sender.trouble if sender else None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._loop and self._task and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.create_task, self._end(self._task))
            self._thread.join(ENDING * 2)

    def _run(self) -> None:
        asyncio.run(self._work())

    async def _work(self) -> None:
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        self._loop.set_exception_handler(lambda _loop, _told: None)  # it would print on the learner's screen
        try:
            await asyncio.sleep(FIRST)
            while True:
                await self._send_if_joined()
                await asyncio.sleep(RETRY)
        except asyncio.CancelledError:
            pass

    async def _send_if_joined(self) -> None:
        try:
            journal = Journal(self._path)
        except TutorError:  # whoever writes into it tells of that
            return
        try:
            found = member(journal)
            if found is None:
                return
            with self._path.with_name("class.lock").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                from tutor.classroom.sender import Sender  # noqa: PLC0415 - MQTT and TLS, for those in a class

                self._sender = Sender(journal, found, self._hear)
                sending = asyncio.ensure_future(self._sender.run())
                try:
                    while member(journal) == found:
                        await asyncio.wait([sending], timeout=RETRY)
                finally:
                    sending.cancel()
                    await asyncio.wait([sending])
        except (OSError, TutorError):  # another tutor sends, or the journal cannot be read now
            return
        finally:
            self._sender = None
            journal.close()

    async def _end(self, task: "asyncio.Task[None]") -> None:
        """Let the last events go out, where somebody listens."""
        until = asyncio.get_running_loop().time() + ENDING
        while self._sender and not self._sender.trouble and asyncio.get_running_loop().time() < until:
            await asyncio.sleep(0.1)
            if not self._sender or self._sender.waiting <= 0:
                break
        task.cancel()
