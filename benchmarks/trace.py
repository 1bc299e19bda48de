"""What a path costs: a prediction with many rules, a proved path in a lab, and what a trace does to other traffic.

    .venv/bin/python -P benchmarks/trace.py [RULES] [ROUNDS]

The prediction reads rules from text as the observer does; the proof is that of a published port from outside; other
traffic is a ping-pong over UDP between host and container, with a trace of another flow armed and without.
"""

import asyncio
import statistics
import sys
import time
from dataclasses import replace

from tutor.firewall import Ruleset
from tutor.firewall.iptables import parse, parse_rule
from tutor.lab.lab import Lab, bring_up
from tutor.lesson.flow import parse as parse_flow
from tutor.trace.observers import Observers, look, observing
from tutor.trace.predict import predict
from tutor.trace.prove import trace
from tutor.trace.world import Space, World

PORT = 8080
PING_PONG = """
import socket, statistics, sys, time
found = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
found.settimeout(2)
found.connect((sys.argv[1], 5353))
times = []
for _ in range(int(sys.argv[2])):
    began = time.perf_counter()
    found.send(b"x")
    found.recv(16)
    times.append(time.perf_counter() - began)
print(statistics.median(times))
"""
ECHO = """
import socket
found = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
found.bind(("", 5353))
while True:
    data, peer = found.recvfrom(64)
    found.sendto(data, peer)
"""


async def _run(lab: Lab, *command: str) -> str:
    node, pipe = lab.node(), asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*node.argv(command), env=node.environment(), stdout=pipe)
    told, _ = await process.communicate()
    return told.decode().strip()


def _many(number: int) -> str:
    """So many rules that no packet of the flow meets, before the engine's own."""
    rules = "".join(
        f"-A DOCKER-USER -s 203.{at >> 16 & 255}.{at >> 8 & 255}.{at & 255}/32 -p tcp -m tcp --dport {at % 60000 + 1} -j DROP\n"
        for at in range(number)
    )
    return f"*filter\n:FORWARD DROP [0:0]\n:DOCKER-USER - [0:0]\n-A FORWARD -j DOCKER-USER\n{rules}-A FORWARD -j ACCEPT\nCOMMIT\n"


def _predicting(world: World, number: int, rounds: int) -> None:
    flow, text = parse_flow([f"from=outside to=host:{PORT}"]), _many(number)
    read: list[float] = []
    first: list[float] = []
    later: list[float] = []
    for _ in range(rounds):
        parse_rule.cache_clear()
        began = time.perf_counter()
        chains = tuple(parse(text, family="ip", backend="nft"))
        read.append(time.perf_counter() - began)
        space = Space("alpha", "host")
        kept = tuple(
            chain
            for chain in world.pictures[space].rules.chains
            if chain.table != "filter" or chain.family != "ip"
        )
        other = World(world.state, {})
        other.pictures = {
            **world.pictures,
            space: replace(world.pictures[space], rules=Ruleset(kept + chains)),
        }
        for times in (first, later):
            began = time.perf_counter()
            path = predict(flow, other)
            times.append(time.perf_counter() - began)
        assert path.ends == "web", path.why
    for name, times in (("rules read", read), ("first prediction", first), ("next prediction", later)):
        print(f"{number} rules, {name}: {statistics.median(times) * 1e3:.1f} ms")


async def _proving(observers: Observers, rounds: int) -> None:
    flow, times = parse_flow([f"from=outside to=host:{PORT}"]), []
    for _ in range(rounds):
        began = time.perf_counter()
        path = await trace(flow, observers)
        times.append(time.perf_counter() - began)
        assert path.ends == "web", path.why
    print(
        f"a proved path, {len(path.hops)} hops: {statistics.median(times) * 1e3:.0f} ms, worst {max(times) * 1e3:.0f} ms"
    )


async def _disturbing(lab: Lab, observers: Observers, rounds: int) -> None:
    ip = await _run(lab, "docker", "inspect", "-f", "{{.NetworkSettings.IPAddress}}", "web")
    wanted = [{"proto": "tcp", "sport": 41999}]
    found: dict[bool, list[float]] = {True: [], False: []}
    for number in range(rounds * 2):
        armed = bool(number % 2)
        if armed:
            await observers.ask("alpha", "arm", proof=9999, spaces=["host", "web"], wanted=wanted)
        found[armed].append(float(await _run(lab, sys.executable, "-c", PING_PONG, ip, "2000")))
        if armed:
            await observers.ask("alpha", "collect", proof=9999)
    for armed, times in found.items():
        spread = f"{min(times) * 1e6:.1f} to {max(times) * 1e6:.1f}"
        print(
            f"ping-pong {'with' if armed else 'without'} a trace: median {statistics.median(times) * 1e6:.1f} µs ({spread})"
        )


async def main(rules: int, rounds: int) -> None:
    """All of it, in one lab."""
    lab = await bring_up(outside=True)
    try:
        await _run(
            lab, "docker", "run", "-d", "--name", "web", "-p", f"{PORT}:80", "tutor/box", "httpd", "-f"
        )
        pid = await _run(lab, "docker", "inspect", "-f", "{{.State.Pid}}", "web")
        enter = f"setsid nsenter --net=/proc/{pid}/ns/net {sys.executable} -c '{ECHO}' >/dev/null 2>&1 </dev/null &"
        await _run(lab, "sh", "-c", enter)
        async with observing(lab.nodes) as observers:
            await asyncio.sleep(2)
            _predicting(await look(observers), rules, rounds)
            await _proving(observers, rounds * 4)
            await _disturbing(lab, observers, rounds)
    finally:
        await lab.down()


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    asyncio.run(main(*(numbers + [10_000, 5][len(numbers) :])))
