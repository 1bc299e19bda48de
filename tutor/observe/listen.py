"""What an observer does beside looking: the acts that its client wants."""

import asyncio
import json
import sys

from tutor.facts.raw import Raw
from tutor.observe.acts.acts import Acts
from tutor.observe.acts.order import WANTED, Order
from tutor.observe.codec import encode
from tutor.state import Change


async def listen(raw: Raw) -> None:
    """Serve the client until standard input closes."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    acts = Acts(raw, _tell)
    while line := await reader.readline():
        acts.want(map(Order.of, json.loads(line)[WANTED]))
    acts.want([])


def _tell(change: Change) -> None:
    print(encode(change), flush=True)
