"""Follows the observers of all nodes: their changes and words, in one stream."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from contextlib import AsyncExitStack
from typing import Any

from tutor.errors import ObserverError, TutorError
from tutor.lab.host_node import Watched
from tutor.language import _
from tutor.observe.acts.order import Order
from tutor.observe.client import ObserverClient
from tutor.observe.shells import Hear
from tutor.state import Change

Take = Callable[[Change], None]
"""Is told each change of any node, the first of each being all there is."""
Trouble = Callable[[str], None]
"""Is told in words what is wrong; the empty string when it is over."""


class Follower:
    """One observer in each node; ends with the stack that it is started on."""

    def __init__(self, take: Take, hear: Hear, trouble: Trouble) -> None:
        self._take, self._hear, self._trouble = take, hear, trouble
        self._clients: dict[str, ObserverClient] = {}
        self._wanted: dict[str, frozenset[Order]] = {}

    async def start(self, nodes: Iterable[Watched], stack: AsyncExitStack) -> None:
        """Return when the first full picture of every node was taken; raise what kept one from it."""
        firsts = []
        self._clients.clear()
        self._wanted.clear()
        for node in nodes:
            client = await stack.enter_async_context(ObserverClient(node, self._hear))
            self._clients[node.name] = client
            seen = asyncio.Event()
            task = asyncio.create_task(self._follow(client, seen))
            stack.callback(task.cancel)
            firsts.append(_first(seen, task))
        await asyncio.gather(*firsts)

    @property
    def names(self) -> tuple[str, ...]:
        """The nodes that are followed."""
        return tuple(self._clients)

    async def ask(self, node: str, verb: str, **what: object) -> dict[str, Any]:
        """Ask a node's observer once. Raises ObserverError."""
        if node not in self._clients:
            raise ObserverError(
                _("nobody observes the node {node}", node=node),
                _("the nodes are: {names}", names=", ".join(self.names)),
            )
        return await self._clients[node].ask(verb, **what)

    async def told(self) -> None:
        """Return when every node has told all that is true of it from now on. Raises ObserverError."""
        await self._ask_all("told")

    async def tried(self) -> None:
        """Return when every node has told all that is true of it from now on, and all acts have been tried.

        Raises ObserverError where one cannot tell.
        """
        await self._ask_all("tried")

    async def _ask_all(self, verb: str) -> None:
        await asyncio.gather(*(client.ask(verb) for client in self._clients.values()))

    def want(self, orders: Mapping[str, frozenset[Order]], *, again: bool) -> None:
        """Have acts carried out, by node; ``again`` where something has changed that may change them."""
        for name, client in self._clients.items():
            wanted = orders.get(name, frozenset())
            if wanted != self._wanted.get(name, frozenset()) or (again and wanted):
                self._wanted[name] = wanted
                client.want(wanted)

    async def _follow(self, client: ObserverClient, seen: asyncio.Event) -> None:
        try:
            async for told in client.changes():
                if isinstance(told, str):
                    self._trouble(told)
                else:
                    self._take(told)
                    seen.set()
        except TutorError as error:
            self._trouble(str(error))


async def _first(seen: asyncio.Event, task: "asyncio.Task[None]") -> None:
    waiter = asyncio.create_task(seen.wait())
    await asyncio.wait({task, waiter}, return_when=asyncio.FIRST_COMPLETED)
    waiter.cancel()
    if task.done():
        task.result()
