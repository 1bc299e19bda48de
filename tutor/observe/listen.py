"""What an observer does beside looking: the acts that its client wants, and what it is asked once."""

import asyncio
import json
import sys

from tutor.observe.acts.acts import Acts
from tutor.observe.acts.order import WANTED, Order
from tutor.observe.answers import Answers
from tutor.observe.codec import ASK


async def listen(acts: Acts, answers: Answers) -> None:
    """Serve the client until standard input closes."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        told = json.loads(line)
        if ASK in told:
            answers.ask(told[ASK])
        else:
            acts.want(map(Order.of, told[WANTED]))
    acts.want([])
    answers.close()
