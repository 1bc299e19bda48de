"""The observer's first full picture, against what the usual tools take to tell of the same links and containers.

    .venv/bin/python -P benchmarks/picture.py [CONTAINERS [LINKS]]

First a node with so many containers, against ``ip -j -d link`` in each of its namespaces and ``docker inspect`` of
all containers and networks; then one with so many links, against ``ip -j -d link`` and ``docker inspect`` of its networks. Of
ROUNDS, in which everything is measured in turn, the best counts: what else the machine does only makes things slower.

A picture is taken from the start of ``python -m tutor.observe`` in the node until its rows are there in the client. What
of this is Python's start and imports (the same command, but nothing observed) is measured in the same round. An
observer is started once and then follows events, so the ratio is of what remains; that of the whole is printed, too.
The tools' figure has the start of each tool in it, and no search for what to ask about. A picture has more than links and what the engine tells: the last
line is against the tools that together tell of all of it.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from tutor.lab.lab import Lab, bring_up
from tutor.lab.node import Node
from tutor.lab.plan import import_path
from tutor.observe.client import ObserverClient
from tutor.state import Change

ROUNDS = 7
FILL = """docker network create shop
for i in $(seq {0}); do echo c$i; done | xargs -P 4 -I@ docker run -d --name @ --network shop tutor/box sleep 1d"""
CABLES = """for i in $(seq {0}); do echo "link add v$i type veth peer name w$i"; done | ip -batch -"""
LINKS = "ip -j -d link"
REST = """ip -j addr; ip -j route show table all; ip -j neigh; bridge -j fdb; ip -j netconf
iptables-save; ip6tables-save; conntrack -L 2>/dev/null || :; ss -Hnltup; sysctl -a 2>/dev/null || :"""
THERE = "echo $(docker ps -q) $(docker network ls -q)"
PROCESSES = "docker ps -q | xargs -r docker inspect -f '{{.State.Pid}}'"
START = (
    "from tutor.observe.__main__ import leave_out_most_of_pyroute2 as do; do(); import tutor.observe.observer"
)


async def main(containers: int, links: int) -> None:
    """Measure both, each in a lab of its own."""
    for name, fill, spaces in (
        (f"{containers} containers", FILL.format(containers), True),
        (f"{links} links", CABLES.format(links // 2), False),
    ):
        lab = await bring_up()
        try:
            _run(lab.node(), fill)
            await _compare(name, lab, spaces=spaces)
        finally:
            await lab.down()


async def _compare(name: str, lab: Lab, *, spaces: bool) -> None:
    node = lab.node()
    processes = _run(node, PROCESSES).split() if spaces else []
    asks = {word: _everywhere(ask, processes) for word, ask in (("links", LINKS), ("rest", REST))}
    asks["engine"] = f"docker inspect {_run(node, THERE)}"
    best = dict.fromkeys((*asks, "start", "whole"), float("inf"))
    for _ in range(ROUNDS):
        for word, ask in asks.items():
            best[word] = min(best[word], _seconds(partial(_run, node, ask)))
        best["start"] = min(best["start"], _seconds(partial(_start, node)))
        began = time.monotonic()
        async with ObserverClient(node) as client:
            first = await anext(client.changes())
            best["whole"] = min(best["whole"], time.monotonic() - began)
            assert isinstance(first, Change), first
            told = f"{name}, {len(first.gained)} rows, {_memory()} of memory"
    print(told)
    _print(best)


def _print(best: Mapping[str, float]) -> None:
    tools, picture = best["links"] + best["engine"], best["whole"] - best["start"]
    print(
        f"  the tools: {tools:.3f} s (ip -j -d link {best['links']:.3f}, docker inspect {best['engine']:.3f})"
    )
    print(
        f"  the first picture: {picture:.3f} s; Python's start and imports before it: {best['start']:.3f} s"
    )
    print(f"  ratio {picture / tools:.2f} (goal: at most 3); with Python's start {best['whole'] / tools:.2f}")
    rest = tools + best["rest"]
    print(f"  all tools that tell of the same: {rest:.3f} s; ratio {picture / rest:.2f}", flush=True)


def _everywhere(ask: str, processes: list[str]) -> str:
    """The same question in the node's own namespace and in those of these processes."""
    return f"{ask}\nfor pid in {' '.join(processes)}; do nsenter -t $pid -n sh -c '{ask}'; done"


def _run(node: Node, script: str) -> str:
    command = node.argv(("sh", "-ec", script))
    return subprocess.run(
        command, env=node.environment(), check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def _start(node: Node) -> None:
    environment = {**node.environment(), "PYTHONPATH": import_path(), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run(node.argv((sys.executable, "-P", "-c", START)), env=environment, check=True)


def _seconds(call: Callable[[], object]) -> float:
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
