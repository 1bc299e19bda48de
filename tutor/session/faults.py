"""The faults that steps begin with: each made once in a lab, before the learner may do anything."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from tutor.errors import TutorError
from tutor.language import _
from tutor.lesson.model import Step
from tutor.lesson.parts import Commands, Role
from tutor.patience import patience
from tutor.session.events import Event, Trouble

CALM = patience(0.75)
"""Seconds without a change after which none of a fault's is on its way: some facts are looked at twice a second."""
LIMIT = patience(3.0)
"""Seconds after which a fault counts as made even though changes go on."""


class Faults:
    """Makes a step's faults in the background, and knows which steps have been broken already."""

    def __init__(
        self,
        make: Callable[[Commands], Awaitable[None]],
        see: Callable[[], Awaitable[None]],
        then: Callable[[], None],
        emit: Callable[[Event], None],
    ) -> None:
        self._make, self._see, self._then, self._emit = make, see, then, emit
        self._broken: set[int] = set()
        self._making: asyncio.Task[None] | None = None
        self._heard = asyncio.Event()

    @property
    def pending(self) -> bool:
        """Whether a fault is being made."""
        return self._making is not None and not self._making.done()

    def begin(self, index: int, step: Step) -> None:
        """Make the faults of a step that is opened for the first time in this lab."""
        commands = list(step.commands(Role.BREAK))
        if commands and index not in self._broken:
            self._broken.add(index)
            self._making = asyncio.create_task(self._run(commands))

    async def made(self) -> None:
        """Return when what the open step begins with is broken."""
        if self._making:
            await self._making

    def hear(self) -> None:
        """Something has changed while a fault was being made."""
        self._heard.set()

    def stop(self) -> None:
        """The lab is about to go."""
        if self._making:
            self._making.cancel()
            self._making = None

    def forget(self, after: int = -1) -> None:
        """The lab is whole again, or as it was in this step: later ones are to be broken once more."""
        self._broken = {index for index in self._broken if index <= after}

    async def _run(self, commands: Sequence[Commands]) -> None:
        try:
            for part in commands:
                await self._make(part)
        except TutorError:
            self._emit(Trouble(_("what this step is about could not be broken: begin it anew")))
        await self._see()
        await self._settled()
        self._making = None
        self._then()

    async def _settled(self) -> None:
        """Return when all that the faults have changed has been told: until then it is the tutor's own doing."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LIMIT):
                while True:
                    self._heard.clear()
                    async with asyncio.timeout(CALM):
                        await self._heard.wait()
