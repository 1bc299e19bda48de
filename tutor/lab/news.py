"""What a lab's holder tells while it makes nodes, as its caller reads it."""

import asyncio
import json
from collections.abc import Callable

from tutor.language import _

Progress = Callable[[str], None]
"""Is told, in a few words, how far a lab has come."""


class NodeFailure(Exception):  # noqa: N818 - no error for users: its reader knows what to make of it
    """A node did not come up: what it said, and the last lines of its engine's log."""

    def __init__(self, message: str, log: list[str]) -> None:
        super().__init__(message)
        self.log = log


async def follow(lines: asyncio.StreamReader, progress: Progress) -> None:
    """Read the holder's events until every node that was asked for is ready; raises NodeFailure."""
    while line := await lines.readline():
        event = json.loads(line)
        match event["event"]:
            case "done":
                return
            case "node":
                progress(_("{node}: starting", node=event["node"]))
            case "ready":
                progress(_("{node}: ready", node=event["node"]))
            case "failed":
                raise NodeFailure(event["message"], event["log"])
            case "gone":
                break
    raise NodeFailure(_("its first process ended"), [])
