"""How long a lab takes to be ready, against a bare dockerd in the same run (root only).

    .venv/bin/python -P benchmarks/lab.py [ROUNDS]

The bare engine is started in fresh namespaces, with its files in memory, and nothing else: no sandbox, no
wire, no image. The two take turns, so that a machine that changes its speed does so for both.
"""

import asyncio
import statistics
import subprocess
import sys
import time
from pathlib import Path

from tutor.lab.lab import bring_up

BARE = """
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
    """Seconds until a bare dockerd answers."""
    began = time.monotonic()
    spaces = ["--pid", "--fork", "--kill-child", "--net", "--mount", "--uts", "--propagation", "private"]
    engine = subprocess.Popen(["unshare", *spaces, "sh", "-c", BARE], stderr=subprocess.DEVNULL)
    while not (children := _children(engine.pid)):
        time.sleep(0.001)
    subprocess.run([sys.executable, "-I", "-S", "-c", ASK, children[0]], check=True, timeout=60)
    seconds = time.monotonic() - began
    engine.kill()
    engine.wait()
    return seconds


async def lab() -> float:
    """Seconds until a lab is ready."""
    made = await bring_up()
    await made.down()
    return made.seconds


def main() -> None:
    """Print both medians and their ratio."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    pairs = [(asyncio.run(lab()), bare()) for _ in range(rounds)]
    labs, bares = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"lab ready {labs:.3f} s, bare dockerd {bares:.3f} s (medians of {rounds})")
    print(f"lab / bare dockerd = {statistics.median(a / b for a, b in pairs):.2f}")


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


if __name__ == "__main__":
    main()
