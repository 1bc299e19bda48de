"""New labs for one lesson, each looked after when it is gone."""

from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager

from tutor.lesson.model import Lesson
from tutor.session import Session
from tutor.verify.lab import TriedLab
from tutor.verify.left import left, traces

MakeSession = Callable[[Lesson], Session]


class Labs:
    """Gives out sessions in labs of their own, and knows what these left behind."""

    def __init__(self, make_session: MakeSession) -> None:
        self.left: list[str] = []
        """What labs have left behind so far, in words."""
        self._make_session = make_session

    @asynccontextmanager
    async def new(self, lesson: Lesson) -> AsyncIterator[TriedLab]:
        """A lab that nothing was done in, with a session of this lesson."""
        with ExitStack() as held:
            async with self._make_session(lesson) as session:
                gone = held.enter_context(traces(session.record))
                yield await TriedLab.new(session)
            self.left += await left(gone)
