"""Runs a block of a lesson's commands in a node, as the learner would have."""

import asyncio
import subprocess
import time
from contextlib import suppress

from tutor.errors import LessonError
from tutor.lab.host_node import AnyNode
from tutor.language import _
from tutor.observe.shells import Began, Ended, Hear
from tutor.patience import patience
from tutor.session.events import Ran
from tutor.session.plain import to_plain_text

PATIENCE = patience(60.0)
"""Seconds that one block may run."""
SHELL = 0
"""Stands for a shell's pid where the session itself runs commands."""


async def run(node: AnyNode, text: str, hear: Hear = lambda _: None, *, verbose: bool = False) -> Ran:
    """Run the commands; whoever listens hears of them as of those in a shell.

    Where it is to be verbose, the shell prints each command before what the command prints.
    """
    began = time.time()
    hear(Began(text, SHELL, node.name, began))
    process = await asyncio.create_subprocess_exec(
        *node.argv(("bash", *["-v"] * verbose, "-c", text)),
        env=node.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            output, _errors = await process.communicate()
    except TimeoutError:
        with suppress(ProcessLookupError):  # it has ended just now
            process.kill()
        raise LessonError(
            _("the commands did not end within {seconds} s: {text}", seconds=f"{PATIENCE:.0f}", text=text),
            _("try again; on a slow machine let the tutor wait five times as long: TUTOR_PATIENCE=5"),
        ) from None
    status = process.returncode or 0
    ended = time.time()
    hear(Ended(text, SHELL, node.name, status, round(ended - began, 3), ended))
    return Ran(text, status, to_plain_text(output))
