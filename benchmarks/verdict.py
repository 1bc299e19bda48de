"""From the kernel's change to the claim's new verdict, against ``ip -j link`` in the same node: one run, and one each second.

    .venv/bin/python -P benchmarks/verdict.py [ROUNDS]

A program in the node switches a bridge on and off and says when it asked the kernel to; the clock is the
kernel's monotonic one, which all namespaces share.
"""

import asyncio
import json
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tutor.claims import Standing
from tutor.lesson.reader import load
from tutor.session import Session

LESSON = """---
title: Switch
summary: A bridge is switched on and off.
minutes: 1
---

## On

```bash run
ip link set switch up
```

```text claims
switch is on
    link netns=host name=switch up=yes
```
"""
SWITCH = """
import fcntl, socket, struct, sys, time
control = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for line in sys.stdin:
    up = int(line)
    began = time.monotonic()
    fcntl.ioctl(control, 0x8914, struct.pack("16sh", b"switch", up))
    print(began, flush=True)
"""


POLLS = 10
"""Changes that are looked for once a second."""

Switch = asyncio.subprocess.Process
Times = tuple[list[float], list[float], list[float]]


async def measure(rounds: int) -> Times:
    """Seconds to the verdict, seconds of one ``ip -j link``, and seconds until one each second sees it."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "01-switch.md")
        path.write_text(LESSON)
        async with Session(load(path), None) as session:
            session.open(0)
            return await _rounds(session, rounds)


async def _rounds(session: Session, rounds: int) -> Times:
    node = session.node
    subprocess.run(node.argv(("ip", "link", "add", "switch", "type", "bridge")), check=True)
    switch = await asyncio.create_subprocess_exec(
        *node.argv((sys.executable, "-I", "-S", "-u", "-c", SWITCH)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=node.environment(),
    )
    await asyncio.sleep(1)
    verdicts, dumps = [], []
    for turn in range(rounds * 2):
        verdicts.append(await _verdict(session, switch, up=turn % 2 == 0))
        began = time.monotonic()
        _is_up(session)
        dumps.append(time.monotonic() - began)
        await asyncio.sleep(0.05)
    polls = [await _poll(session, switch, up=turn % 2 == 0) for turn in range(POLLS)]
    assert switch.stdin
    switch.stdin.close()
    await switch.wait()
    return verdicts, dumps, polls


async def _verdict(session: Session, switch: Switch, *, up: bool) -> float:
    (claim,) = session.step.claims
    wanted = Standing.HOLDS if up else Standing.REFUTED
    assert switch.stdin
    assert switch.stdout
    switch.stdin.write(b"1\n" if up else b"0\n")
    await session.wait(lambda: session.verdicts[claim].standing is wanted)
    ended = time.monotonic()
    return ended - float(await switch.stdout.readline())


async def _poll(session: Session, switch: Switch, *, up: bool) -> float:
    """Until one who looks each second has seen it; the change comes at any moment of that second."""
    assert switch.stdin
    assert switch.stdout
    switch.stdin.write(b"1\n" if up else b"0\n")
    began = float(await switch.stdout.readline())
    await asyncio.sleep(random.random())
    while _is_up(session) is not up:
        await asyncio.sleep(1)
    return time.monotonic() - began


def _is_up(session: Session) -> bool:
    argv = session.node.argv(("ip", "-j", "link", "show", "switch"))
    found = subprocess.run(argv, env=session.node.environment(), stdout=subprocess.PIPE, check=True)
    return "UP" in json.loads(found.stdout)[0]["flags"]


def main() -> None:
    """Print the medians, the slowest of twenty, and the ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    verdicts, dumps, polls = asyncio.run(measure(rounds))
    median, p95 = statistics.median(verdicts), statistics.quantiles(verdicts, n=20)[-1]
    print(
        f"kernel to verdict: median {median * 1000:.1f} ms, 95 % within {p95 * 1000:.1f} ms ({len(verdicts)} turns)"
    )
    print(f"one ip -j link:    median {statistics.median(dumps) * 1000:.1f} ms")
    print(f"ip -j link each s: median {statistics.median(polls) * 1000:.1f} ms ({POLLS} turns)")
    print(f"verdict / ip -j link = {median / statistics.median(dumps):.2f}")
    print(f"looking each second / verdict = {statistics.median(polls) / median:.0f}")


if __name__ == "__main__":
    main()
