"""An observer followed in a test: the state that its changes add up to, and its troubles."""

import asyncio
from collections.abc import Callable

from tutor.observe.client import ObserverClient
from tutor.state import Change, State


class Follower:
    """The state that an observer's changes add up to."""

    def __init__(self, client: ObserverClient) -> None:
        self.state = State()
        self.troubles: list[str] = []
        self.told: list[Change] = []
        self._changes = client.changes()

    async def until(self, condition: Callable[[State], object]) -> State:
        """Follow until the state satisfies the condition."""
        async with asyncio.timeout(30):
            while not condition(self.state):
                told = await anext(self._changes)
                if isinstance(told, str):
                    self.troubles.append(told)
                else:
                    self.told.append(told)
                    self.state = self.state.apply(told)
        return self.state
