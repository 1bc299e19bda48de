"""The observer from outside: start it in a node and read what it tells."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from types import TracebackType
from typing import Self

from tutor.errors import ObserverError
from tutor.lab.host_node import Watched
from tutor.lab.node import Node
from tutor.lab.plan import import_path
from tutor.observe.acts.order import WANTED, Order
from tutor.observe.codec import decode
from tutor.observe.shells import Hear, decode_word
from tutor.state import Change

LINE = 64 * 1024 * 1024
"""Longest line, in bytes, that an observer may send: the first picture of a very full host."""
PATIENCE = 3.0
"""Seconds that an observer may take to end when it is asked to."""


class ObserverClient:
    """An observer in a node; use it as ``async with``, then iterate over its changes."""

    def __init__(self, node: Watched, hear: Hear = lambda _: None) -> None:
        """Of this node; the namespace of one without an engine bears the node's own name: outside."""
        self.node = node
        self._hear = hear
        self._options = [] if node.engine else ["--no-engine"]
        if isinstance(node, Node) and not node.engine:
            self._options += ["--space", node.name]
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            *self.node.argv((sys.executable, "-P", "-m", "tutor.observe", self.node.name, *self._options)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**self.node.environment(), "PYTHONPATH": import_path(), "PYTHONDONTWRITEBYTECODE": "1"},
            start_new_session=True,
            limit=LINE,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process
        assert self._process.stdin
        self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), PATIENCE)
        except TimeoutError:
            with suppress(ProcessLookupError):  # it has ended just now
                os.killpg(self._process.pid, 9)
            await self._process.wait()

    def want(self, orders: Iterable[Order]) -> None:
        """Have these acts, and no others, carried out from now on; what they come to are changes."""
        assert self._process
        assert self._process.stdin
        told = json.dumps({WANTED: [order.to_plain() for order in orders]})
        if not self._process.stdin.is_closing():
            self._process.stdin.write(f"{told}\n".encode())

    async def changes(self) -> AsyncIterator[Change | str]:
        """Each change as it comes, the first being all there is; a str is trouble in words, "" its end.

        Raises ObserverError when the observer ends.
        """
        assert self._process
        assert self._process.stdout
        assert self._process.stderr
        while line := await self._process.stdout.readline():
            if word := decode_word(line):
                self._hear(word)
            else:
                yield decode(line)
        said = (await self._process.stderr.read()).decode(errors="replace").strip().splitlines()
        raise ObserverError(
            f"the observer on {self.node.name} ended: {said[-1] if said else 'without a word'}",
            "reset the lab and go on",
        )
