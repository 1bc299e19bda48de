"""How long two containers on two hosts take to reach each other by name, from nothing.

    .venv/bin/python -m benchmarks.swarm [ROUNDS]

From nothing means: two nodes, a swarm, an overlay network, a container on each, a ping by name across.
The measure is dockerd's own start in the same run: as root a bare one in fresh namespaces, as an ordinary
user that of a lab of one node.
"""

import asyncio
import sys
import time
from itertools import pairwise

from benchmarks.lab import measure, report
from tutor.lab.lab import Lab, bring_up
from tutor.lab.node import Node
from tutor.lab.swarm import join

NETWORK = "docker network create --driver overlay --attachable net"
PATIENCE = 20.0
"""Seconds that a name may take to be known on the other node."""


async def run(node: Node, command: str) -> int:
    """Run a shell command in a node; its exit status."""
    shell = await asyncio.create_subprocess_exec(
        *node.argv(("sh", "-c", f"exec >/dev/null 2>&1; {command}")), env=node.environment()
    )
    return await shell.wait()


async def across(made: Lab) -> dict[str, float]:
    """Join the nodes, and ping a container on the second one by its name from one on the first."""
    alpha, beta = made.nodes
    stops = [time.monotonic()]
    await join(made.nodes)
    stops.append(time.monotonic())
    assert await run(alpha, NETWORK) == 0
    words = "docker run -d --name {} --network net tutor/box sleep 1d"
    started = await asyncio.gather(run(alpha, words.format("one")), run(beta, words.format("two")))
    assert not any(started)
    stops.append(time.monotonic())
    while await run(alpha, "docker exec one ping -c1 -W1 two"):
        assert time.monotonic() < stops[-1] + PATIENCE
    stops.append(time.monotonic())
    parts = (later - earlier for earlier, later in pairwise(stops))
    return dict(zip(("swarm", "network and containers", "ping by name"), parts, strict=True))


async def whole() -> dict[str, float]:
    """Seconds for each part, and for all."""
    began = time.monotonic()
    made = await bring_up(nodes=2)
    times = await across(made)
    times["all, from nothing"] = time.monotonic() - began
    await made.down()
    return {"two nodes ready": made.seconds, **times}


def main() -> None:
    """Measure round by round, then tell."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    report([(measure(), asyncio.run(whole())) for _ in range(count)])


if __name__ == "__main__":
    main()
