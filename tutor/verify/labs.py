"""So many labs at a time, each kept for the next lesson that it fits, and looked after when it is gone."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, ExitStack, asynccontextmanager

from tutor.lesson.model import Lesson
from tutor.session import Session
from tutor.verify.lab import TriedLab
from tutor.verify.left import left, traces

MakeSession = Callable[[Lesson], Session]


class Places:
    """So many, given to whoever came first; those who ask for a spare one come after all others."""

    def __init__(self, most: int) -> None:
        self._free = most
        self._wanted = 0
        """How many wait that do not ask for a spare one."""
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def place(self, *, spare: bool) -> AsyncIterator[None]:
        """Wait for a place, and hold it."""
        async with self._changed:
            self._wanted += not spare
            try:
                await self._changed.wait_for(lambda: self._free and not (spare and self._wanted))
                self._free -= 1
            finally:
                self._wanted -= not spare
                self._changed.notify_all()
        try:
            yield
        finally:
            self._free += 1
            async with self._changed:
                self._changed.notify_all()


class Labs:
    """Gives out labs that are as good as new, and knows what those that have ended left behind."""

    def __init__(self, make_session: MakeSession, most: int) -> None:
        self._make_session = make_session
        self._most = most
        self._places = Places(most)
        self._idle: list[TriedLab] = []
        self._ends: dict[TriedLab, AsyncExitStack] = {}
        self._count = 0
        """Labs that there are, with those that are just being brought up."""
        self._left: list[str] = []

    def place(self, *, spare: bool) -> AbstractAsyncContextManager[None]:
        """A place, which whoever has a lab holds; ``spare``: only one that nobody else waits for."""
        return self._places.place(spare=spare)

    @asynccontextmanager
    async def have(self, lesson: Lesson, *, new: bool) -> AsyncIterator[TriedLab]:
        """A lab with a session of this lesson; ``new``: one that nothing was ever done in. For whoever holds a place.

        Raises CannotRunError.
        """
        lab = (None if new else await self._find(lesson)) or await self._begin(lesson)
        try:
            yield lab
        finally:
            self._idle.append(lab)

    async def end(self) -> None:
        """End the labs that nobody has."""
        idle, self._idle = self._idle, []
        await asyncio.gather(*map(self._end, idle))

    def take_left(self) -> list[str]:
        """What labs have left behind, in words, each told once."""
        found, self._left = self._left, []
        return found

    async def _find(self, lesson: Lesson) -> TriedLab | None:
        """One that has served before, and can be had as good as new."""
        while fitting := [lab for lab in self._idle if lab.fits(lesson)]:
            lab = fitting[0]
            self._idle.remove(lab)
            with ExitStack() as kept:
                kept.callback(self._idle.append, lab)
                is_empty = await lab.empty(lesson)
                kept.pop_all()
            if is_empty:
                return lab
            await self._end(lab)
        return None

    async def _begin(self, lesson: Lesson) -> TriedLab:
        while self._count >= self._most and self._idle:
            await self._end(self._idle.pop(0))
        self._count += 1
        async with AsyncExitStack() as stack:
            stack.callback(self._forget_one)
            lab = await stack.enter_async_context(self._new(lesson))
            self._ends[lab] = stack.pop_all()
        return lab

    async def _end(self, lab: TriedLab) -> None:
        await self._ends.pop(lab).aclose()

    def _forget_one(self) -> None:
        self._count -= 1

    @asynccontextmanager
    async def _new(self, lesson: Lesson) -> AsyncIterator[TriedLab]:
        with ExitStack() as held:
            async with self._make_session(lesson) as session:
                gone = held.enter_context(traces(session.record))
                async with TriedLab.of(session) as lab:
                    yield lab
            self._left += await left(gone)
