"""How long a lab takes to be ready and to be made anew, against dockerd's own start in the same run.

    .venv/bin/python -m benchmarks.lab [ROUNDS]

Also the memory of an idle node, what it shares with others counted in parts (PSS), and ten labs at once.
Python's start is that of the holder: a bare Python that loads the holder's code, and does nothing.
As root the measure is a bare engine in fresh namespaces, with its files in memory, and nothing else: no
sandbox, no wire, no image. An ordinary user has no such engine: the measure is then the lab of one node.
All take turns, so that a machine that changes its speed does so for each of them.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from tutor.lab import cgroups, remains
from tutor.lab.lab import bring_up
from tutor.lab.plan import import_path

GROUP = "tutor-bench"
BARE = """
for group in $DOORS; do echo 0 >$group/cgroup.procs; done
mount -t tmpfs tmpfs /run && mount -t tmpfs tmpfs /var/lib/docker
mount --make-rprivate / && mkdir /run/cgroup && mount --rbind /sys/fs/cgroup /run/cgroup
mount -t sysfs sysfs /sys && mount --rbind /run/cgroup /sys/fs/cgroup && mount -t proc proc /proc
ip link set lo up
exec dockerd --data-root /var/lib/docker --exec-root /run/docker --pidfile /run/docker.pid \
    -H unix:///run/docker.sock --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent /tutor-bench
"""
ASK = """
import socket, sys, time
while True:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(f"/proc/{sys.argv[1]}/root/run/docker.sock")
            probe.sendall(b"GET /_ping HTTP/1.0\\r\\n\\r\\n")
            if b" 200 " in probe.recv(64):
                sys.exit(0)
        except OSError:
            time.sleep(0.005)
"""


def bare() -> float:
    """Seconds until a bare dockerd answers, whose control group has the weight of a lab's."""
    cgroups.make(f"{GROUP}/bare")
    groups = {"DOORS": " ".join(map(str, cgroups.doors(f"{GROUP}/bare")))} if not cgroups.unified() else {}
    began = time.monotonic()
    spaces = ["--pid", "--fork", "--kill-child", "--net", "--mount", "--uts", "--propagation", "private"]
    engine = subprocess.Popen(
        ["unshare", *spaces, "sh", "-c", BARE], stderr=subprocess.DEVNULL, env={**os.environ, **groups}
    )
    while not (children := _children(engine.pid)):
        time.sleep(0.001)
    subprocess.run([sys.executable, "-I", "-S", "-c", ASK, children[0]], check=True, timeout=60)
    seconds = time.monotonic() - began
    engine.kill()
    engine.wait()
    remains.remove(GROUP)
    return seconds


def python() -> float:
    """Seconds that the holder's Python takes to start."""
    began = time.monotonic()
    words = [sys.executable, "-P", "-S", "-c", "import tutor.lab.holder"]
    subprocess.run(words, check=True, env={**os.environ, "PYTHONPATH": import_path()})
    return time.monotonic() - began


def memory(first: int) -> int:
    """Bytes of all processes in the pid namespace whose first process this is, shared pages in parts."""
    space = Path(f"/proc/{first}/ns/pid").stat().st_ino
    return sum(map(_share, filter(lambda pid: _space(pid) == space, _pids())))


async def ten() -> None:
    """Tell the seconds until ten labs are ready that were started at once, and the memory of one of their nodes."""
    began = time.monotonic()
    made = await asyncio.gather(*(bring_up() for _ in range(10)))
    seconds = time.monotonic() - began
    taken = statistics.median(memory(each.node().pid) for each in made)
    await asyncio.gather(*(each.down() for each in made))
    print(
        f"ten labs at once: all ready after {seconds:.2f} s; an idle node has {taken / 2**20:.0f} MiB (PSS)"
    )


async def lab(nodes: int = 1, *, outside: bool = False) -> dict[str, float]:
    """Seconds until a lab is ready, and until it is made anew."""
    made = await bring_up(nodes=nodes, outside=outside)
    began = time.monotonic()
    await made.reset()
    renewed = time.monotonic() - began
    await made.down()
    what = f"{nodes} node{'s' if nodes > 1 else ''}{' and outside' if outside else ''}"
    return {f"{what}, ready": made.seconds, f"{what}, reset": renewed}


def measure() -> float:
    """Seconds of the start that everything is held against."""
    return asyncio.run(lab())["1 node, ready"] if os.geteuid() else bare()


def report(rounds: list[tuple[float, dict[str, float]]]) -> None:
    """Print medians, each with its ratio to what it is held against."""
    what = "lab of one node" if os.geteuid() else "bare dockerd"
    print(f"{what}: {statistics.median(base for base, _ in rounds):.2f} s (medians of {len(rounds)})")
    for name in rounds[0][1]:
        seconds = statistics.median(times[name] for _, times in rounds)
        ratio = statistics.median(times[name] / base for base, times in rounds)
        print(f"{name}: {seconds:.2f} s, {ratio:.2f} times that")


def tell_surplus(rounds: list[tuple[float, dict[str, float]]]) -> None:
    """Print how much later than dockerd's own start a lab of one node is ready, Python's start in it."""
    more = statistics.median(times["1 node, ready"] - base for base, times in rounds)
    print(f"1 node: ready {more:.2f} s after a bare dockerd would be")


def main() -> None:
    """Measure round by round, then tell."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    shapes = ((1, False), (1, True), (2, False), (2, True))
    rounds = []
    for _ in range(count):
        times: dict[str, float] = {}
        for nodes, outside in shapes:
            times |= asyncio.run(lab(nodes, outside=outside))
        rounds.append((measure(), times))
    report(rounds)
    if os.geteuid() == 0:
        tell_surplus(rounds)
    print(f"Python's start: {statistics.median(python() for _ in range(count)):.2f} s")
    asyncio.run(ten())


def _pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _space(pid: int) -> int:
    with suppress(OSError):
        return Path(f"/proc/{pid}/ns/pid").stat().st_ino
    return 0


def _share(pid: int) -> int:
    """Bytes of a process; none when it has gone meanwhile."""
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return 0


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


if __name__ == "__main__":
    main()
