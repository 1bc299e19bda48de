"""The observer of a node with so many containers: its first picture, and what it costs while nothing happens.

.venv/bin/python -P benchmarks/observer.py [CONTAINERS…]
"""

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

from tutor.lab.lab import bring_up
from tutor.lab.node import Node
from tutor.observe.client import ObserverClient
from tutor.state import Change

IDLE = 10.0
"""Seconds for which the idle observer is watched."""
_TICKS = os.sysconf("SC_CLK_TCK")


async def measure(containers: int) -> None:
    """Print wall and CPU seconds of the first picture, its rows, and the idle observer's share of a core."""
    lab = await bring_up()
    try:
        node = lab.node()
        _fill(node, containers)
        began = time.monotonic()
        async with ObserverClient(node) as client:
            told = await anext(client.changes())
            assert isinstance(told, Change)
            process = _observer()
            print(f"{containers} containers, {len(told.gained)} rows")
            print(f"  first picture: {time.monotonic() - began:.2f} s, {_cpu(process):.2f} s of CPU")
            before = _cpu(process)
            await asyncio.sleep(IDLE)
            print(f"  idle: {(_cpu(process) - before) / IDLE:.1%} of a core, {_memory(process)} of memory")
    finally:
        await lab.down()


def _fill(node: Node, containers: int) -> None:
    run = "docker run -d --name c$i --network shop -p $((9000 + i)):80 tutor/box sleep 1d"
    script = f"docker network create shop; for i in $(seq {containers}); do {run}; done"
    command = node.argv(("sh", "-ec", script))
    subprocess.run(command, env=node.environment(), check=True, stdout=subprocess.DEVNULL)


def _observer() -> Path:
    """The observer of our own, in /proc: a child of the nsenter that was started from here."""
    entering = next(pid for pid in _children(os.getpid()) if b"tutor.observe" in _words(pid))
    return Path("/proc", _children(entering)[0])


def _children(pid: int | str) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def _words(pid: str) -> list[bytes]:
    return Path("/proc", pid, "cmdline").read_bytes().split(b"\0")


def _cpu(process: Path) -> float:
    fields = (process / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _memory(process: Path) -> str:
    lines = (process / "status").read_text().splitlines()
    return next(line.split(":")[1].strip() for line in lines if line.startswith("VmRSS"))


if __name__ == "__main__":
    for number in sys.argv[1:] or ["1", "20"]:
        asyncio.run(measure(int(number)))
