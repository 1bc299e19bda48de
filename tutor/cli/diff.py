"""``tutor diff``: what one command does to a lab."""

import asyncio
import signal
import sys
from collections.abc import Iterable
from contextlib import AsyncExitStack
from typing import Annotated

from cyclopts import Parameter

from tutor.cli import telling
from tutor.cli.options import NEWEST_LAB, Json, WatchOptions
from tutor.errors import LabError
from tutor.lab.host_node import Watched
from tutor.session.doing import Doing
from tutor.session.follow import Follower
from tutor.state import Change

SAME = "nothing was changed"


def diff(
    *command: Annotated[str, Parameter(allow_leading_hyphen=True)],
    node: Annotated[str, Parameter(help="Node that it runs on; without it, the first.")] = "",
    watched: WatchOptions = NEWEST_LAB,
    json: Json = False,
) -> None:
    """Run a command in a lab or on this machine, then tell what it changed there, on any node.

    Output and exit status are the command's own; what it changed goes to the standard error, when
    the command has ended and the lab is calm again. With --json that is a line for each row.

    Parameters
    ----------
    command
        The command and its arguments, after ``--``.
    """
    if not command:
        raise LabError("there is no command to run", "write it after two dashes: tutor diff -- docker run …")
    place, nodes = watched.node(node), watched.nodes()
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is the command's
    status, change = asyncio.run(_diff(nodes, place, command))
    for line in telling.rows(change) if json else telling.told(change) or [SAME]:
        print(line, file=sys.stderr)
    sys.exit(status if status >= 0 else 128 - status)


async def _diff(nodes: list[Watched], node: Watched, command: Iterable[str]) -> tuple[int, Change]:
    doing = Doing()
    async with AsyncExitStack() as stack:
        await Follower(doing.take, lambda _: None, _warn).start(nodes, stack)
        await doing.settle()
        process = await asyncio.create_subprocess_exec(*node.argv(tuple(command)), env=node.environment())
        status = await process.wait()
        return status, await doing.settle()


def _warn(words: str) -> None:
    if words:
        print(f"tutor: {words}", file=sys.stderr)
