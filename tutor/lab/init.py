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
    node = plan.node(name)
    socket.sethostname(name)
    image = plan.image.read_bytes() if node.engine else b""
    sandbox.enter(plan, name)
    os.environ.clear()
    os.environ.update(PATH=plan.path, HOME="/root", LANG="C.UTF-8")
    engine = _start_engine(plan, name) if node.engine else None
    _join_wire(node.address)
    if engine is None:  # a neighbour is no router, even where the machine whose settings it copied is one
        Path("/proc/sys/net/ipv4/ip_forward").write_text("0")
    _tell(event="ready", engine=_ready(engine, image) if engine else "")
    _reap_for_ever()


def _ready(engine: subprocess.Popen[bytes], image: bytes) -> str:
    """Wait for the engine and give it its image; the engine's version."""
    version = _await_engine(engine)
    subprocess.run(
        ["docker", "import", "--change", 'CMD ["sh"]', "-", "tutor/box"],
        input=image,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return version


def _start_engine(plan: Plan, name: str) -> subprocess.Popen[bytes]:
    options = ["--data-root", "/var/lib/docker", "--exec-root", "/run/docker", "--pidfile", "/run/docker.pid"]
    options += ["-H", f"unix://{SOCKET}", "--exec-opt", "native.cgroupdriver=cgroupfs"]
    options += ["--cgroup-parent", f"/{plan.cgroup(name)}"]
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
    if not sys.stdin.readline():
        sys.exit("the holder has died")
    batch = f"""link set lo up
addr add {address}/{WIRE_PREFIX} dev eth0
link set eth0 up
route add default via {WIRE_GATEWAY}
"""
    subprocess.run(["ip", "-batch", "-"], input=batch.encode(), check=True)


def _await_engine(engine: subprocess.Popen[bytes]) -> str:
    """The engine's version, as soon as it tells it."""
    deadline = time.monotonic() + PATIENCE
    while not (version := _ask_version()):
        if engine.poll() is not None:
            _fail("the engine ended before it was ready")
        if time.monotonic() > deadline:
            _fail(f"the engine did not answer within {PATIENCE:.0f} seconds")
        time.sleep(0.005)
    return version


def _ask_version() -> str:
    with socket.socket(socket.AF_UNIX) as question:
        try:
            question.connect(SOCKET)
            question.sendall(b"GET /version HTTP/1.0\r\n\r\n")
            with question.makefile("rb") as answer:
                head, _, body = answer.read().partition(b"\r\n\r\n")
        except OSError:
            return ""
    return str(json.loads(body)["Version"]) if b" 200 " in head[:16] else ""


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
