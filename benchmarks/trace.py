"""What a path costs: a prediction with many rules, a proved path in a lab, and what a proof does to other traffic.

    .venv/bin/python -P benchmarks/trace.py [RULES] [ROUNDS]

The rules are a user's, in the kernel, and read as the observer reads them; beside that stands what iptables-save alone
takes to print them, in the same round. The proof is that of a published port from outside. Other traffic is a transfer
over TCP, and a ping-pong over UDP, between host and container: rounds with a proof of another flow armed and without
take turns, and what counts is the ratio within a pair.
"""

import asyncio
import json
import shlex
import statistics
import sys
import time
from contextlib import suppress
from random import Random

from tutor.lab.lab import Lab, bring_up
from tutor.lab.plan import import_path
from tutor.lesson.flow import parse as parse_flow
from tutor.trace.observers import Observers, look, observing
from tutor.trace.predict import predict
from tutor.trace.prove import trace

PORT = 8080
MEGABYTES = 512
PATIENCE = 30.0
WANTED = [{"proto": "tcp", "sport": 41999}]
LINKS = {"host": ["eth0", "docker0"], "web": ["eth0"]}
"""What the proof of a published port from outside listens to."""
READING = """
import json, os, subprocess, sys, time
from tutor.firewall.iptables import parse, parse_rule
from tutor.observe import rules
from tutor.observe.ruleset import decode, encode
from tutor.observe.__main__ import collect_seldom
collect_seldom()
times = {name: [] for name in ("iptables-save >/dev/null", "rules read", "of that: text understood", "rules read again", "handed over")}
def clock(name, work):
    began = time.perf_counter()
    found = work()
    times[name].append(time.perf_counter() - began)
    return found
def here():
    return os.open("/proc/self/ns/net", os.O_RDONLY)
for _ in range(int(sys.argv[1])):
    clock("iptables-save >/dev/null", lambda: subprocess.run(["iptables-save"], stdout=subprocess.DEVNULL))
    text = subprocess.run(["iptables-save"], capture_output=True, text=True).stdout
    parse_rule.cache_clear()
    clock("of that: text understood", lambda: list(parse(text, family="ip", backend="nft")))
    parse_rule.cache_clear()
    found = clock("rules read", lambda: rules.read(here(), rules.Reading()))
    clock("rules read again", lambda: rules.read(here(), found))
    decode.cache_clear()
    parse_rule.cache_clear()
    clock("handed over", lambda: decode(encode(found.rules)))
print(json.dumps(times))
"""
SERVER = """
import socket, threading
def take(found):
    while found.recv(1 << 18):
        pass
    found.close()
def echo():
    here = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    here.bind(("", 5353))
    while True:
        data, peer = here.recvfrom(64)
        here.sendto(data, peer)
threading.Thread(target=echo, daemon=True).start()
door = socket.create_server(("", 5201))
while True:
    take(door.accept()[0])
"""
CLIENT = """
import socket, statistics, sys, time
ip, block = sys.argv[1], bytes(1 << 18)
def transfer(size):
    began = time.perf_counter()
    with socket.create_connection((ip, 5201)) as to:
        for _ in range(size * 4):
            to.sendall(block)
        to.shutdown(socket.SHUT_WR)
        to.recv(1)
    return time.perf_counter() - began
def ping(count):
    found = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    found.settimeout(2)
    found.connect((ip, 5353))
    times = []
    for _ in range(count):
        began = time.perf_counter()
        found.send(b"x")
        found.recv(16)
        times.append(time.perf_counter() - began)
    return statistics.median(times)
for line in sys.stdin:
    what, number = line.split()
    print({"transfer": transfer, "ping": ping}[what](int(number)), flush=True)
"""


def _tell(name: str, times: list[float], more: str = "") -> None:
    spread = f"{min(times) * 1e3:.1f} to {max(times) * 1e3:.1f}"
    print(f"{name}: {statistics.median(times) * 1e3:.1f} ms ({spread}){more}", flush=True)


async def _run(lab: Lab, *command: str, given: str = "", **more: str) -> str:
    node, pipe = lab.node(), asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *node.argv(command), env={**node.environment(), **more}, stdin=pipe, stdout=pipe
    )
    told, _ = await process.communicate(given.encode())
    return told.decode().strip()


def _many(number: int) -> str:
    """So many rules that no packet of the flow meets, before the engine's own."""
    rules = "".join(
        f"-A DOCKER-USER -s 203.{at >> 16 & 255}.{at >> 8 & 255}.{at & 255}/32 -p tcp -m tcp --dport {at % 60000 + 1} -j DROP\n"
        for at in range(number)
    )
    return f"*filter\n:DOCKER-USER - [0:0]\n{rules}COMMIT\n"


async def _reading(lab: Lab, rounds: int) -> None:
    """What it takes to read rules, beside the tool that prints them."""
    told = await _run(lab, sys.executable, "-P", "-c", READING, str(rounds), PYTHONPATH=import_path())
    times: dict[str, list[float]] = json.loads(told)
    alone = times["iptables-save >/dev/null"]
    for name, found in times.items():
        ratio = statistics.median(one / other for one, other in zip(found, alone, strict=True))
        _tell(name, found, f", {ratio:.2f} of iptables-save")


async def _predicting(observers: Observers, rounds: int) -> None:
    """A prediction with these rules: with all of the state asked for, and from what is known."""
    flow = parse_flow([f"from=outside to=host:{PORT}"])
    times: dict[str, list[float]] = {"state asked for": [], "first prediction": [], "next prediction": []}

    for _ in range(rounds):
        began = time.perf_counter()
        world = await look(observers)
        times["state asked for"].append(time.perf_counter() - began)
        for name in ("first prediction", "next prediction"):
            began = time.perf_counter()
            path = predict(flow, world)
            times[name].append(time.perf_counter() - began)
            assert path.ends == "web", path.why
    for name, found in times.items():
        _tell(name, found[:1], " the first time")
        _tell(name, found[1:], " afterwards")


async def _proving(observers: Observers, rounds: int) -> None:
    flow, times = parse_flow([f"from=outside to=host:{PORT}"]), []
    for _ in range(rounds):
        began = time.perf_counter()
        path = await trace(flow, observers)
        times.append(time.perf_counter() - began)
        assert path.ends == "web", path.why
    _tell(f"a proved path, {len(path.hops)} hops", times)


async def _disturbing(lab: Lab, observers: Observers, rounds: int) -> None:
    """Pairs of rounds, one of them with a proof of another flow armed, in turns and in random order."""
    ip = await _run(lab, "docker", "inspect", "-f", "{{.NetworkSettings.IPAddress}}", "web")
    node, pipe = lab.node(), asyncio.subprocess.PIPE
    client = await asyncio.create_subprocess_exec(
        *node.argv((sys.executable, "-c", CLIENT, ip)), env=node.environment(), stdin=pipe, stdout=pipe
    )
    assert client.stdin
    assert client.stdout
    for what, number in (("transfer", MEGABYTES), ("ping", 1500)):
        ratios, plain = [], []
        for pair in range(rounds + 1):
            found: dict[bool, float] = {}
            for armed in Random(pair).sample((True, False), 2):
                if armed:
                    await observers.ask(
                        "alpha", "arm", proof=9999, spaces=[*LINKS], wanted=WANTED, links=LINKS
                    )
                client.stdin.write(f"{what} {number}\n".encode())
                found[armed] = float(await client.stdout.readline())
                if armed:
                    await observers.ask("alpha", "collect", proof=9999)
            if pair:  # the first pair warms up
                ratios.append(found[True] / found[False])
                plain.append(found[False])
        low, middle, high = statistics.quantiles(ratios, n=4)
        unit = "ms" if what == "transfer" else "µs"
        each = statistics.median(plain) * (1e3 if what == "transfer" else 1e6)
        print(
            f"{what} {number}: {each:.1f} {unit}; with a proof armed {middle:.3f} times that (half of {len(ratios)} pairs {low:.3f} to {high:.3f})",
            flush=True,
        )
    client.stdin.close()
    await client.wait()


async def main(rules: int, rounds: int) -> None:
    """All of it, in one lab."""
    lab = await bring_up(outside=True)
    try:
        await _run(
            lab, "docker", "run", "-d", "--name", "web", "-p", f"{PORT}:80", "tutor/box", "httpd", "-f"
        )
        pid = await _run(lab, "docker", "inspect", "-f", "{{.State.Pid}}", "web")
        serve = shlex.join((sys.executable, "-c", SERVER))
        await _run(
            lab, "sh", "-c", f"setsid nsenter --net=/proc/{pid}/ns/net {serve} >/dev/null 2>&1 </dev/null &"
        )
        async with observing(lab.nodes) as observers:
            await asyncio.sleep(2)
            await _proving(observers, rounds * 2)
            await _disturbing(lab, observers, rounds * 2)
        await _run(lab, "iptables-restore", "--noflush", given=_many(rules))
        print(f"with {rules} rules more:")
        await _reading(lab, rounds)
        async with observing(lab.nodes) as observers:
            await _predicting(observers, rounds)
    finally:
        with suppress(asyncio.CancelledError):
            await lab.down()


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    asyncio.run(main(*(numbers + [10_000, 9][len(numbers) :])))
