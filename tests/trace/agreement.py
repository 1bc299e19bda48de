"""Holds predictions against the kernel's own trace, rule by rule, in labs with random set-ups.

    python -m tests.trace.agreement [--flows N] [--each N] [--seed N] [--engine-dir DIR] [--six] [--layout LAYOUT]

Prints every disagreement, with the seed and the commands that make it again, and the sum of all.
"""

import argparse
import asyncio
import json
import shlex
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from random import Random

from tests.trace.layouts import LAYOUTS, LEGACY, LOOK, bridge, nftables
from tests.trace.setups import Setup, flow, make
from tutor.errors import TutorError
from tutor.lab.lab import Lab, bring_up
from tutor.lesson.flow import parse
from tutor.trace.hop import Path, Standing
from tutor.trace.observers import Observers, look, observing
from tutor.trace.places import PlaceError
from tutor.trace.predict import predict
from tutor.trace.prove import trace

PATIENCE = 15.0
BRIDGED = 0.3
"""The share of set-ups with rules of a bridge's own family."""
ECHO = """
import socket
found = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
found.bind(("::", 5353))
while True:
    data, peer = found.recvfrom(2048)
    try:
        found.sendto(data, peer)
    except OSError:
        pass
"""
"""Says back what it hears over udp: the lab's image has no program for that."""


@dataclass(slots=True)
class Report:
    """What came of it."""

    flows: int = 0
    rules: int = 0
    unknown: int = 0
    hops: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def take(self, told: str, path: Path, unknown: bool) -> None:  # noqa: FBT001 # a fact like the others
        """Count a path."""
        self.flows += 1
        self.unknown += unknown
        self.rules += sum(hop.standing is Standing.CONFIRMED for hop in path.rules())
        self.hops.update(str(hop.standing) for hop in path.hops)
        self.ends[path.why or "arrives"] += 1
        bad = next((hop for hop in path.hops if hop.standing is Standing.CONTRADICTED), None)
        if bad:
            where = f"{bad.node}/{bad.netns} {bad.hook or ''} {bad.kind} {bad.rule.where if bad.rule else bad.link} {bad.text}"
            self.wrong.append(f"{told}: {where}: {bad.said} (predicted {path.why or path.ends})")

    def text(self) -> str:
        """The sum of all, as one line of JSON."""
        return json.dumps(
            {
                "flows": self.flows,
                "agree": self.flows - len(self.wrong),
                "disagree": len(self.wrong),
                "unknown_before_the_kernel_decided": self.unknown,
                "rules_confirmed": self.rules,
                "hops": dict(self.hops),
                "ends": dict(self.ends),
            }
        )


async def compare(
    lab: Lab, seed: int, flows: int, report: Report, *, six: bool = False, layout: str = "nft"
) -> None:
    """Make a seed's set-up in a lab, and hold so many flows through it against the kernel."""
    setup = make(seed, six=six)
    random = Random(seed)
    for command in setup.commands:
        await _run(lab, command)
    if layout == "legacy":
        await _run(lab, LEGACY)
    elif layout == "nftables":
        await _run(lab, nftables(await _run(lab, LOOK), Random(seed)))
    if random.random() < BRIDGED:
        await _run(lab, bridge(Random(seed)))
    for name in setup.servers:
        pid = f"$(docker inspect -f '{{{{.State.Pid}}}}' {name})"
        await _run(
            lab,
            f"setsid nsenter --net=/proc/{pid}/ns/net {sys.executable} -c {shlex.quote(ECHO)} >/dev/null 2>&1 </dev/null &",
        )
    async with observing(lab.nodes) as observers:
        await _settled(observers, setup)
        for _ in range(flows):
            await _one(observers, flow(random, setup), seed, report)


async def _one(observers: Observers, words: str, seed: int, report: Report) -> None:
    try:
        wanted = parse([words])
        unknown = predict(wanted, await look(observers)).why.startswith("unknown")
        path = await trace(wanted, observers)
    except PlaceError:
        return
    before = len(report.wrong)
    report.take(f"seed {seed}: {words}", path, unknown)
    for wrong in report.wrong[before:]:
        print(f"DISAGREE {wrong}", flush=True)


async def _settled(observers: Observers, setup: Setup) -> None:
    """Wait until every server listens and has been seen."""
    async with asyncio.timeout(PATIENCE):
        while len(observers.state.find("listener", proto="udp", port="5353")) < len(setup.servers):
            await asyncio.sleep(0.1)
    await asyncio.sleep(0.6)
    rows = observers.state.find("address", family="4", link="eth0", node="alpha")
    setup.addresses = sorted(row.text("ip") or "" for row in rows if row.text("netns") != "host")


async def _run(lab: Lab, command: str) -> str:
    node = lab.node()
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *node.argv(("sh", "-c", command)), env=node.environment(), stdout=pipe, stderr=pipe
    )
    told, said = await process.communicate()
    if process.returncode:
        raise TutorError(f"{command}: {said.decode(errors='replace')[-300:]}")
    return told.decode()


async def labs(engine_dir: FilePath | None) -> AsyncIterator[Lab]:
    """Labs, one after the other: always a fresh one."""
    while True:
        lab = await bring_up(outside=True, engine_dir=engine_dir)
        try:
            yield lab
        finally:
            await lab.down()


async def main() -> int:
    """Run as many flows as are asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--flows", type=int, default=200)
    parser.add_argument("--each", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine-dir", type=FilePath)
    parser.add_argument("--six", action="store_true")
    parser.add_argument("--layout", choices=LAYOUTS, default="nft")
    asked = parser.parse_args()
    report, seed, began = Report(), asked.seed, time.monotonic()
    while report.flows < asked.flows:
        async for lab in labs(asked.engine_dir):
            try:
                await compare(
                    lab,
                    seed,
                    min(asked.each, asked.flows - report.flows),
                    report,
                    six=asked.six,
                    layout=asked.layout,
                )
            except (TutorError, TimeoutError) as error:
                print(f"seed {seed} could not be set up: {error!r}", flush=True)
            break
        seed += 1
        print(
            f"# {time.monotonic() - began:.0f} s, seed {seed}: {report.flows} flows",
            file=sys.stderr,
            flush=True,
        )
    print(report.text())
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
