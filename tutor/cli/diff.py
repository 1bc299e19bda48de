"""``tutor diff``: what one command does to a lab."""

import asyncio
import signal
import sys
from collections.abc import Iterable
from contextlib import AsyncExitStack
from typing import Annotated

from cyclopts import Parameter

from tutor.cli import telling
from tutor.cli.options import Json, LabName
from tutor.errors import LabError
from tutor.lab.node import Node
from tutor.lab.record import Record, find_record
from tutor.session.doing import Doing
from tutor.session.follow import Follower
from tutor.state import Change

SAME = "nothing was changed"


def diff(
    *command: Annotated[str, Parameter(allow_leading_hyphen=True)],
    node: Annotated[str, Parameter(help="Node that it runs on; without it, the first.")] = "",
    lab: LabName = "",
    json: Json = False,
) -> None:
    """Run a command in a lab, then tell what it changed there, on any node.

    Output and exit status are the command's own; what it changed goes to the standard error, when
    the command has ended and the lab is calm again. With --json that is a line for each row.

    Parameters
    ----------
    command
        The command and its arguments, after ``--``.
    """
    if not command:
        raise LabError("there is no command to run", "write it after two dashes: tutor diff -- docker run …")
    record = find_record(lab)
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is the command's
    status, change = asyncio.run(_diff(record, record.node(node), command))
    for line in telling.rows(change) if json else telling.told(change) or [SAME]:
        print(line, file=sys.stderr)
    sys.exit(status if status >= 0 else 128 - status)


async def _diff(record: Record, node: Node, command: Iterable[str]) -> tuple[int, Change]:
    doing = Doing()
    async with AsyncExitStack() as stack:
        await Follower(doing.take, lambda _: None, _warn).start(record.nodes, stack)
        await doing.settle()
        process = await asyncio.create_subprocess_exec(*node.argv(tuple(command)), env=node.environment())
        status = await process.wait()
        return status, await doing.settle()


def _warn(words: str) -> None:
    if words:
        print(f"tutor: {words}", file=sys.stderr)
