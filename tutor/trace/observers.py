"""The observers of a lab's nodes, as whoever follows a packet needs them: the state, and answers to questions."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Protocol

from tutor.errors import TutorError
from tutor.lab.host_node import Watched
from tutor.observe import picture
from tutor.observe.client import ObserverClient, as_error
from tutor.state import State
from tutor.trace.world import World


class Observers(Protocol):
    """What is observed, and who can be asked."""

    @property
    def state(self) -> State:
        """All rows."""

    @property
    def names(self) -> tuple[str, ...]:
        """The nodes."""

    async def ask(self, node: str, verb: str, **what: object) -> dict[str, Any]:
        """Ask a node's observer once. Raises ObserverError."""


async def look(observers: Observers) -> World:
    """All that is so now, with the rules and routes that rows leave out."""
    told = await asyncio.gather(*(observers.ask(name, "picture") for name in observers.names))
    pictures = {
        name: [picture.from_plain(each) for each in answer["spaces"]]
        for name, answer in zip(observers.names, told, strict=True)
    }
    return World(observers.state, pictures)


class _Followed:
    """Observers that were started for this alone."""

    def __init__(self) -> None:
        self.state = State()
        self._clients: dict[str, ObserverClient] = {}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._clients)

    async def ask(self, node: str, verb: str, **what: object) -> dict[str, Any]:
        return await self._clients[node].ask(verb, **what)

    async def follow(self, node: Watched, stack: AsyncExitStack) -> None:
        """Start an observer; return when all of its node was told."""
        client = await stack.enter_async_context(ObserverClient(node))
        self._clients[node.name] = client
        told: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(self._read(client, told))
        stack.callback(task.cancel)
        await told

    async def _read(self, client: ObserverClient, told: asyncio.Future[None]) -> None:
        try:
            async for change in client.changes():
                if isinstance(change, str):
                    _settle(told, lambda: told.set_exception(as_error(change)) if change else None)  # noqa: B023
                else:
                    self.state = self.state.apply(change)
                    _settle(told, lambda: told.set_result(None))
        except TutorError as error:
            failure = error
            _settle(told, lambda: told.set_exception(failure))


def _settle(future: asyncio.Future[None], how: Callable[[], None]) -> None:
    if not future.done():
        how()


@asynccontextmanager
async def observing(nodes: Iterable[Watched]) -> AsyncIterator[Observers]:
    """Observers of these nodes, ended at the end. Raises TutorError where one cannot tell all of its node."""
    async with AsyncExitStack() as stack:
        followed = _Followed()
        await asyncio.gather(*(followed.follow(node, stack) for node in nodes))
        yield followed
