"""The first process of a node: it builds the sandbox, starts the engine and reaps what dies.

It runs with a bare Python (standard library only) as PID 1 of the node's pid namespace, so that
ending it ends everything in the node. It is told its plan on standard input, and tells its holder
on standard output, in lines of JSON, that the engine answers or why it does not.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

from tutor.lab import sandbox
from tutor.lab.plan import WIRE_GATEWAY, WIRE_PREFIX, Plan, import_path

SOCKET = "/run/docker.sock"
LOG = Path("/var/log/dockerd.log")
RUNTIME = Path("/run/tutor/runc")
PATIENCE = 30.0
"""Seconds that an engine may take to answer."""


def main(name: str) -> None:
    """Become the node of this name."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    plan = Plan.from_json(sys.stdin.readline())
    socket.sethostname(name)
    image = plan.image.read_bytes()
    sandbox.enter(plan, name)
    os.environ.clear()
    os.environ.update(PATH=plan.path, HOME="/root", LANG="C.UTF-8")
    engine = _start_engine(plan)
    _join_wire(next(node.address for node in plan.nodes if node.name == name))
    _await_engine(engine)
    subprocess.run(
        ["docker", "import", "--change", 'CMD ["sh"]', "-", "tutor/box"],
        input=image,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    _tell(event="ready")
    _reap_for_ever()


def _start_engine(plan: Plan) -> subprocess.Popen[bytes]:
    options = ["--data-root", "/var/lib/docker", "--exec-root", "/run/docker", "--pidfile", "/run/docker.pid"]
    options += ["-H", f"unix://{SOCKET}", "--exec-opt", "native.cgroupdriver=cgroupfs"]
    options += ["--cgroup-parent", f"/{plan.cgroup}"]
    if plan.rootless:
        _write_runtime()
        options += ["--add-runtime", f"tutor={RUNTIME}", "--default-runtime", "tutor"]
    with LOG.open("wb") as log:
        return subprocess.Popen(
            ["dockerd", *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _write_runtime() -> None:
    RUNTIME.parent.mkdir(exist_ok=True)
    RUNTIME.write_text(
        f"#!/bin/sh\nPYTHONPATH='{import_path()}' exec '{sys.executable}' -P -S -m tutor.lab.runc \"$@\"\n"
    )
    RUNTIME.chmod(0o755)


def _join_wire(address: str) -> None:
    """Bring up lo, and the cable that the holder has pushed in before it sent the word."""
    sys.stdin.readline()
    batch = f"""link set lo up
addr add {address}/{WIRE_PREFIX} dev eth0
link set eth0 up
route add default via {WIRE_GATEWAY}
"""
    subprocess.run(["ip", "-batch", "-"], input=batch.encode(), check=True)


def _await_engine(engine: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _answers():
        if engine.poll() is not None:
            _fail("the engine ended before it was ready")
        if time.monotonic() > deadline:
            _fail(f"the engine did not answer within {PATIENCE:.0f} seconds")
        time.sleep(0.005)


def _answers() -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(SOCKET)
            probe.sendall(b"GET /_ping HTTP/1.0\r\n\r\n")
            return b" 200 " in probe.recv(64)
        except OSError:
            return False


def _fail(message: str) -> NoReturn:
    lines = LOG.read_text(errors="replace").splitlines()
    _tell(event="failed", message=message, log=lines[-8:])
    sys.exit(1)


def _tell(**event: object) -> None:
    print(json.dumps(event), flush=True)


def _reap_for_ever() -> NoReturn:
    while True:
        try:
            os.wait()
        except ChildProcessError:
            signal.pause()


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except (OSError, subprocess.CalledProcessError) as error:
        _tell(event="failed", message=str(error), log=[])
        sys.exit(1)
