"""The observer from outside: start it in a node and read what it tells."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from tutor.errors import ObserverError
from tutor.lab.host_node import Watched
from tutor.lab.node import Node
from tutor.lab.plan import import_path
from tutor.language import _, language, mark
from tutor.observe.acts.order import WANTED, Order
from tutor.observe.codec import ANSWER, ASK, decode
from tutor.observe.shells import Hear, decode_word
from tutor.state import Change

AGAIN = mark("try again when that is over; a lab is made anew by: tutor lab reset")
LANGUAGE = "TUTOR_LANGUAGE"
"""The variable that tells an observer in which language to tell of trouble."""
LINE = 64 * 1024 * 1024
"""Longest line, in bytes, that an observer may send: the first picture of a very full host."""
PATIENT = 15.0
"""Seconds that an observer may take to answer."""
PATIENCE = 3.0
"""Seconds that an observer may take to end when it is asked to."""


def as_error(trouble: str) -> ObserverError:
    """What an observer tells as trouble, for whoever does not wait until it is over."""
    return ObserverError(trouble, _(AGAIN))


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
        self._asked: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._count = 0

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            *self.node.argv((sys.executable, "-P", "-m", "tutor.observe", self.node.name, *self._options)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={
                **self.node.environment(),
                "PYTHONPATH": import_path(),
                "PYTHONDONTWRITEBYTECODE": "1",
                LANGUAGE: language(),
            },
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
            async with asyncio.timeout(PATIENCE):
                await self._process.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):  # it has ended just now
                os.killpg(self._process.pid, 9)
            await self._process.wait()

    def want(self, orders: Iterable[Order]) -> None:
        """Have these acts, and no others, carried out from now on; what they come to are changes."""
        self._say({WANTED: [order.to_plain() for order in orders]})

    async def ask(self, verb: str, **what: object) -> dict[str, Any]:
        """Ask the observer for something once; somebody must be reading ``changes`` meanwhile.

        Raises ObserverError where it cannot be told, or the observer ends.
        """
        self._count += 1
        number = self._count
        future = self._asked[number] = asyncio.get_running_loop().create_future()
        self._say({ASK: {"number": number, "verb": verb, "what": what}})
        try:
            async with asyncio.timeout(PATIENT):
                answer: dict[str, Any] = await future
        except TimeoutError:
            raise ObserverError(
                _("the observer on {node} does not answer", node=self.node.name), _(AGAIN)
            ) from None
        finally:
            self._asked.pop(number, None)
        if "error" in answer:
            raise ObserverError(
                _(
                    "the observer on {node} cannot tell: {reason}",
                    node=self.node.name,
                    reason=answer["error"],
                ),
                _(AGAIN),
            )
        return answer

    def _say(self, told: dict[str, Any]) -> None:
        assert self._process
        assert self._process.stdin
        if not self._process.stdin.is_closing():
            self._process.stdin.write(f"{json.dumps(told)}\n".encode())

    def _take_answer(self, line: bytes) -> bool:
        """Whether a line is an answer; it goes to whoever has asked."""
        if not line.startswith(b'{"%s":' % ANSWER.encode()):
            return False
        answer: dict[str, Any] = json.loads(line)[ANSWER]
        future = self._asked.get(answer["number"])
        if future and not future.done():
            future.set_result(answer)
        return True

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
            elif not self._take_answer(line):
                yield decode(line)
        said = (await self._process.stderr.read()).decode(errors="replace").strip().splitlines()
        end = ObserverError(
            _(
                "the observer on {node} ended: {words}",
                node=self.node.name,
                words=said[-1] if said else _("without a word"),
            ),
            _("reset the lab and go on"),
        )
        for future in self._asked.values():
            if not future.done():
                future.set_exception(end)
        raise end
