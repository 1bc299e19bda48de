"""Asks nodes what there is in them, by processes that stay there: to begin one takes as long as to ask one."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Self

from tutor.lab.host_node import AnyNode
from tutor.lab.inventory import Inventory
from tutor.lab.plan import import_path
from tutor.patience import patience

PATIENCE = patience(10.0)
"""Seconds that a node may take to be put back."""
GRACE = patience(1.0)
"""Seconds that the process gets to end."""
LONGEST = 1 << 24
"""Bytes of an inventory: that of a node with hundreds of links has a hundredth of it."""

Inventories = Mapping[str, Inventory]
"""What there was in each node, by name; nothing where that was not told."""


class Tellers:
    """Those of a lab's nodes, by name."""

    def __init__(self, tellers: Mapping[str, "Teller"]) -> None:
        self._tellers = tellers

    @classmethod
    @asynccontextmanager
    async def of(cls, nodes: Iterable[AnyNode]) -> AsyncIterator[Self]:
        """Have one in each of these nodes."""
        async with AsyncExitStack() as ends:
            yield cls({node.name: await ends.enter_async_context(Teller.of(node)) for node in nodes})

    async def told(self, first: Inventories | None = None) -> Inventories:
        """What there is in each; after all were put back to what there was at first, where that is given."""
        asked = (teller.told((first or {}).get(name)) for name, teller in self._tellers.items())
        return dict(zip(self._tellers, await asyncio.gather(*asked), strict=True))


class Teller:
    """The process in one node."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._is_there = True

    @classmethod
    @asynccontextmanager
    async def of(cls, node: AnyNode) -> AsyncIterator[Self]:
        """Have one in a node."""
        process = await asyncio.create_subprocess_exec(
            *node.argv((sys.executable, "-P", "-S", "-m", "tutor.lab.tidy")),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            limit=LONGEST,
            env={**node.environment(), "PYTHONPATH": import_path(), "PYTHONDONTWRITEBYTECODE": "1"},
        )
        teller = cls(process)
        try:
            yield teller
        finally:
            await teller.end()

    async def told(self, first: Inventory | None) -> Inventory:
        """What there is in the node; after it was put back to what there was at first, where that is given.

        Nothing where it does not tell, and from then on: what it says late is of another question.
        """
        was_there, self._is_there = self._is_there, False
        if was_there:
            with suppress(TimeoutError, ConnectionError, ValueError):
                async with asyncio.timeout(PATIENCE):
                    found = await self._ask(first)
                self._is_there = True
                return found
        return {}

    async def end(self) -> None:
        """Have the process end; one that does not is left to the end of its node."""
        assert self._process.stdin
        self._process.stdin.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                await self._process.wait()

    async def _ask(self, first: Inventory | None) -> Inventory:
        """Raises ConnectionError or ValueError where the process has ended."""
        asked, answers = self._process.stdin, self._process.stdout
        assert asked
        assert answers
        asked.write(json.dumps(first or {}).encode() + b"\n")
        await asked.drain()
        found: Inventory = json.loads(await answers.readline())
        return found
