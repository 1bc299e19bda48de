"""What an observer does beside looking: acts that its client wants, and the words of the lab's shells."""

import asyncio
import json
import sys

from tutor.facts.raw import Raw
from tutor.observe.acts.acts import Acts
from tutor.observe.acts.order import WANTED, Order
from tutor.observe.codec import encode
from tutor.observe.shells import Follower, Word, encode_word
from tutor.state import Change


async def listen(raw: Raw) -> None:
    """Serve the client until standard input closes."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    acts, shells = Acts(raw, _tell), Follower(raw.node, _hear)
    while line := await reader.readline():
        acts.want(map(Order.of, json.loads(line)[WANTED]))
    acts.want([])
    shells.close()


def _tell(change: Change) -> None:
    print(encode(change), flush=True)


def _hear(word: Word) -> None:
    print(encode_word(word), flush=True)
