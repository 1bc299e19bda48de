"""From the kernel's change to the claim's new verdict, against one run of ``ip -j link`` in the same node.

    .venv/bin/python -P benchmarks/verdict.py [ROUNDS]

A program in the node switches a bridge on and off and says when it asked the kernel to; the clock is the
kernel's monotonic one, which all namespaces share.
"""

import asyncio
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


async def measure(rounds: int) -> tuple[list[float], list[float]]:
    """Seconds to the verdict, and seconds of ``ip -j link``, for each round."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "01-switch.md")
        path.write_text(LESSON)
        async with Session(load(path), None) as session:
            session.open(0)
            return await _rounds(session, rounds)


async def _rounds(session: Session, rounds: int) -> tuple[list[float], list[float]]:
    node = session.node
    subprocess.run(node.argv(("ip", "link", "add", "switch", "type", "bridge")), check=True)
    switch = await asyncio.create_subprocess_exec(
        *node.argv((sys.executable, "-I", "-S", "-u", "-c", SWITCH)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=node.environment(),
    )
    assert switch.stdin
    assert switch.stdout
    (claim,) = session.step.claims
    await asyncio.sleep(1)
    verdicts, dumps = [], []
    for turn in range(rounds * 2):
        up = turn % 2 == 0
        wanted = Standing.HOLDS if up else Standing.REFUTED
        switch.stdin.write(b"1\n" if up else b"0\n")
        await session.wait(lambda wanted=wanted: session.verdicts[claim].standing is wanted)  # type: ignore[misc]
        ended = time.monotonic()
        verdicts.append(ended - float(await switch.stdout.readline()))
        dumps.append(_ask(node.argv(("ip", "-j", "link")), node.environment()))
        await asyncio.sleep(0.05)
    switch.stdin.close()
    await switch.wait()
    return verdicts, dumps


def _ask(argv: list[str], environment: dict[str, str]) -> float:
    began = time.monotonic()
    subprocess.run(argv, env=environment, stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - began


def main() -> None:
    """Print both medians, the slowest of twenty, and the ratio."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    verdicts, dumps = asyncio.run(measure(rounds))
    median, p95 = statistics.median(verdicts), statistics.quantiles(verdicts, n=20)[-1]
    print(
        f"kernel to verdict: median {median * 1000:.1f} ms, 95 % within {p95 * 1000:.1f} ms ({len(verdicts)} turns)"
    )
    print(f"one ip -j link:    median {statistics.median(dumps) * 1000:.1f} ms")
    print(f"verdict / ip -j link = {median / statistics.median(dumps):.2f}")


if __name__ == "__main__":
    main()
