"""Sessions whose beginning is what is to be seen."""

import asyncio
from typing import Self

from tests.tui.staged import StagedSession
from tutor.errors import CannotRunError
from tutor.session.events import Progressed


class SlowSession(StagedSession):
    """A session whose lab is long in coming up."""

    async def __aenter__(self) -> Self:
        for words in ("making namespaces", "starting containerd", "starting dockerd"):
            self.emit(Progressed(words))
        await asyncio.Event().wait()
        return self


class NoSession(StagedSession):
    """A session that cannot be had on this machine."""

    async def __aenter__(self) -> Self:
        raise CannotRunError("this lesson needs macvlan, which this kernel does not have", "modprobe macvlan")
