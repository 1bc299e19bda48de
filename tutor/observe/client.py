"""The observer from outside: start it in a node and read what it tells."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self

from tutor.errors import ObserverError
from tutor.lab.host_node import AnyNode
from tutor.lab.plan import import_path
from tutor.observe.codec import decode
from tutor.state import Change

LINE = 64 * 1024 * 1024
"""Longest line, in bytes, that an observer may send: the first picture of a very full host."""
PATIENCE = 3.0
"""Seconds that an observer may take to end when it is asked to."""


class ObserverClient:
    """An observer in a node; use it as ``async with``, then iterate over its changes."""

    def __init__(self, node: AnyNode) -> None:
        self.node = node
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            *self.node.argv((sys.executable, "-P", "-m", "tutor.observe", self.node.name)),
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
            os.killpg(self._process.pid, 9)
            await self._process.wait()

    async def changes(self) -> AsyncIterator[Change | str]:
        """Each change as it comes, the first being all there is; a str is trouble in words, "" its end.

        Raises ObserverError when the observer ends.
        """
        assert self._process
        assert self._process.stdout
        assert self._process.stderr
        while line := await self._process.stdout.readline():
            yield decode(line)
        said = (await self._process.stderr.read()).decode(errors="replace").strip().splitlines()
        raise ObserverError(
            f"the observer on {self.node.name} ended: {said[-1] if said else 'without a word'}",
            "reset the lab and go on",
        )
