"""The observer's first full picture, against what the usual tools take to tell of the same links and containers.

    .venv/bin/python -P benchmarks/picture.py [CONTAINERS [LINKS]]

First a node with so many containers, against ``ip -j -d link`` in each of its namespaces and ``docker inspect`` of
all; then one with so many links, against one ``ip -j -d link``. Each is taken in turn with what it is held against, and the best of
ROUNDS counts: what else the machine does only makes things slower.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tutor.lab.lab import Lab, bring_up
from tutor.lab.node import Node
from tutor.observe.client import ObserverClient
from tutor.state import Change

ROUNDS = 5
FILL = """docker network create shop
for i in $(seq {0}); do echo c$i; done | xargs -P 4 -I@ docker run -d --name @ --network shop tutor/box sleep 1d"""
CABLES = """for i in $(seq {0}); do echo "link add v$i type veth peer name w$i"; done | ip -batch -"""
ASK = """ip -j -d link
for pid in $(docker inspect -f '{{.State.Pid}}' $(docker ps -q)); do nsenter -t $pid -n ip -j -d link; done
docker inspect $(docker ps -q)"""


async def main(containers: int, links: int) -> None:
    """Measure both, each in a lab of its own."""
    for name, fill, ask in (
        (f"{containers} containers", FILL.format(containers), ASK),
        (f"{links} links", CABLES.format(links // 2), "ip -j -d link"),
    ):
        lab = await bring_up()
        try:
            _run(lab.node(), fill)
            await _compare(name, lab, ask)
        finally:
            await lab.down()


async def _compare(name: str, lab: Lab, ask: str) -> None:
    node = lab.node()
    asked, taken, rows, memory = [], [], 0, ""
    for _ in range(ROUNDS):
        asked.append(_seconds(lambda: _run(node, ask)))
        began = time.monotonic()
        async with ObserverClient(node) as client:
            first = await anext(client.changes())
            taken.append(time.monotonic() - began)
            assert isinstance(first, Change), first
            rows, memory = len(first.gained), _memory()
    print(f"{name}, {rows} rows, {memory} of memory")
    print(f"  the tools: {min(asked):.2f} s; the first picture: {min(taken):.2f} s")
    print(f"  ratio {min(taken) / min(asked):.2f} (goal: at most 3)", flush=True)


def _run(node: Node, script: str) -> None:
    subprocess.run(
        node.argv(("sh", "-ec", script)), env=node.environment(), check=True, stdout=subprocess.DEVNULL
    )


def _seconds(call: Callable[[], None]) -> float:
    began = time.monotonic()
    call()
    return time.monotonic() - began


def _memory() -> str:
    """Of the observer that was started from here."""
    lines = (_descendant(Path("/proc/self")) / "status").read_text().splitlines()
    return next(line.split(":")[1].strip() for line in lines if line.startswith("VmRSS"))


def _descendant(process: Path) -> Path:
    """The last of a line of children: nsenter's, of which one is ours."""
    (task,) = (
        (process / "task").iterdir()
        if process.name != "self"
        else [process / "task" / process.resolve().name]
    )
    for child in reversed((task / "children").read_text().split()):
        if b"tutor.observe" in (words := Path("/proc", child, "cmdline").read_bytes()):
            return Path("/proc", child) if b"nsenter" not in words else _descendant(Path("/proc", child))
    return process


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    asyncio.run(main(*(given + [100, 1000][len(given) :])))
