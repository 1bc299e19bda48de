"""How long two containers on two hosts take to reach each other by name, from nothing.

    .venv/bin/python -m benchmarks.swarm [ROUNDS]

From nothing means: two nodes, a swarm, an overlay network, a container on each, a ping by name across.
The measure is dockerd's own start in the same run: as root a bare one in fresh namespaces, as an ordinary
user that of a lab of one node.
"""

import asyncio
import os
import statistics
import sys
import time

from benchmarks.lab import bare, lab
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


async def across(made: Lab) -> None:
    """Join the nodes, and ping a container on the second one by its name from one on the first."""
    alpha, beta = made.nodes
    await join(made.nodes)
    assert await run(alpha, NETWORK) == 0
    assert await run(alpha, "docker run -d --name one --network net tutor/box sleep 1d") == 0
    assert await run(beta, "docker run -d --name two --network net tutor/box sleep 1d") == 0
    deadline = time.monotonic() + PATIENCE
    while await run(alpha, "docker exec one ping -c1 -W1 two"):
        assert time.monotonic() < deadline


async def whole() -> dict[str, float]:
    """Seconds for each part, and for all."""
    began = time.monotonic()
    made = await bring_up(nodes=2)
    await across(made)
    all_of_it = time.monotonic() - began
    began = time.monotonic()
    await made.reset("beta")
    reset = time.monotonic() - began
    await made.down()
    return {"two nodes up": made.seconds, "swarm, overlay, ping, from nothing": all_of_it, "reset": reset}


def main() -> None:
    """Print medians, and their ratios to the start of an engine."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    parts, engines = [], []
    for _ in range(rounds):
        parts.append(asyncio.run(whole()))
        engines.append(asyncio.run(lab()) if os.geteuid() else bare())
    what = "lab of one node" if os.geteuid() else "bare dockerd"
    print(f"{what}: {statistics.median(engines):.2f} s (median of {rounds})")
    for name in parts[0]:
        ratio = statistics.median(part[name] / engine for part, engine in zip(parts, engines, strict=True))
        print(f"{name}: {statistics.median(part[name] for part in parts):.2f} s, {ratio:.1f} times that")


if __name__ == "__main__":
    main()
