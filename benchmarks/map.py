"""From the rows of twenty real containers on three networks to their map, against one ``ip -j -d link``.

    .venv/bin/python -P benchmarks/map.py [ROUNDS]

Every round makes the state anew, so that none of its indexes is there before the map asks for it.
"""

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from tutor.lab.lab import Lab, bring_up
from tutor.map import build, svg, text
from tutor.observe.client import ObserverClient
from tutor.state import Change, Row, State

CONTAINERS = 20
NETWORKS = ("bridge", "shop", "vault")


async def populate(lab: Lab) -> frozenset[Row]:
    """Run the containers; the rows that are true then."""
    node = lab.node()
    commands = [f"docker network create {name}" for name in NETWORKS[1:]]
    commands += [
        f"docker run -d --name box{number} --network {NETWORKS[number % 3]} tutor/box sleep 1d"
        for number in range(CONTAINERS)
    ]
    subprocess.run(
        node.argv(("sh", "-ec", "\n".join(commands))),
        env=node.environment(),
        stdout=subprocess.DEVNULL,
        check=True,
    )
    async with ObserverClient(node) as observer:
        async for told in observer.changes():
            if isinstance(told, Change):
                return told.gained
    raise SystemExit("the observer told nothing")


def clocked(work: Callable[[], object]) -> float:
    """Seconds that something takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


async def measure(rounds: int) -> dict[str, list[float]]:
    """Seconds of each part, for each round."""
    lab = await bring_up()
    try:
        rows = await populate(lab)
        node = lab.node()
        ip = node.argv(("ip", "-j", "-d", "link"))
        seconds: dict[str, list[float]] = {name: [] for name in ("build", "text", "svg", "ip -j -d link")}
        for _ in range(rounds):
            state = State(rows)
            seconds["build"].append(clocked(lambda state=state: build(state)))  # type: ignore[misc]
            scene = build(state)
            seconds["text"].append(clocked(lambda scene=scene: text.paint(scene, 100)))  # type: ignore[misc]
            seconds["svg"].append(clocked(lambda scene=scene: svg.paint(scene)))  # type: ignore[misc]
            seconds["ip -j -d link"].append(
                clocked(
                    lambda: subprocess.run(ip, env=node.environment(), stdout=subprocess.DEVNULL, check=True)
                )
            )
        return seconds
    finally:
        await lab.down()


def main() -> None:
    """Print the medians and what of them a terminal waits for, as a ratio."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    medians = {name: statistics.median(found) * 1000 for name, found in asyncio.run(measure(rounds)).items()}
    for name, median in medians.items():
        print(f"{name:14} median {median:5.1f} ms")
    print(
        f"(build + text) / ip -j -d link = {(medians['build'] + medians['text']) / medians['ip -j -d link']:.2f}"
    )


if __name__ == "__main__":
    main()
