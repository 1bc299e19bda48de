"""Run the observer in this node: ``python -m tutor.observe NODE``; ends when standard input does."""

import asyncio
import sys

from tutor.observe.observer import Observer


async def _run(node: str) -> None:
    await Observer(node).run()


if __name__ == "__main__":
    asyncio.run(_run(sys.argv[1]))
