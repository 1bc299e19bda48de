"""Run the observer in this node: ``python -m tutor.observe NODE``; ends when standard input does.

``--space NAME`` names the namespace it runs in (host, if not said); ``--no-engine`` is for a node without Docker.
"""

import argparse
import asyncio

from tutor.observe.observer import Observer


async def _run(node: str, space: str, *, engine: bool) -> None:
    await Observer(node, space).run(engine=engine)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tutor.observe")
    parser.add_argument("node")
    parser.add_argument("--space", default="host")
    parser.add_argument("--no-engine", action="store_true")
    asked = parser.parse_args()
    asyncio.run(_run(asked.node, asked.space, engine=not asked.no_engine))
