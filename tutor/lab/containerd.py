"""Starts containerd beside a node's engine, as systemd does on most hosts.

An engine starts its own where it finds none. Of some versions (26.1 for one) it then asks once, too early, and
waits a second before it asks again: gRPC's first pause between two attempts to connect.
"""

import socket
import subprocess
import time
from pathlib import Path
from typing import BinaryIO

from tutor.patience import patience

SOCKET = "/run/docker/containerd/containerd.sock"
CONFIGURATION = Path("/run/docker/containerd/containerd.toml")
SETTINGS = f"""version = 2
root = "/var/lib/docker/containerd/daemon"
state = "/run/docker/containerd/daemon"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
address = "{SOCKET}"
"""
"""Places and plug-ins are those of a containerd that the engine starts."""
PATIENCE = patience(30.0)
"""Seconds that it may take to listen."""


def start(log: BinaryIO) -> subprocess.Popen[bytes]:
    """Start it, without waiting."""
    CONFIGURATION.parent.mkdir(parents=True)
    CONFIGURATION.write_text(SETTINGS)
    return subprocess.Popen(
        ["containerd", "--config", str(CONFIGURATION)],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )


def wait(process: subprocess.Popen[bytes]) -> None:
    """Wait until it listens; raises ChildProcessError when it does not."""
    deadline = time.monotonic() + PATIENCE
    while not _listens():
        if process.poll() is not None:
            raise ChildProcessError("containerd ended before it was ready")
        if time.monotonic() > deadline:
            raise ChildProcessError(f"containerd did not answer within {PATIENCE:.0f} seconds")
        time.sleep(0.002)


def _listens() -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return not probe.connect_ex(SOCKET)
