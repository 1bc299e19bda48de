"""The first process of a node: it builds the sandbox, starts the engine and reaps what dies.

It is forked from the holder, a bare Python (standard library only), and is PID 1 of the node's pid namespace,
so that ending it ends everything in the node. It is told on standard input that it is plugged into the wire,
and tells its holder on standard output, in lines of JSON, that the engine answers or why it does not.
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

from tutor.lab import cgroups, containerd, http, limits, sandbox
from tutor.lab.plan import WIRE_GATEWAY, WIRE_PREFIX, Plan, import_path
from tutor.patience import patience

LOG = Path("/var/log/dockerd.log")
RUNTIME = Path("/run/tutor/runc")
IMPORT = "/images/create?fromSrc=-&repo=tutor/box&changes=CMD+%5B%22sh%22%5D"
GARBAGE = "400"
"""By how many per cent the engine's memory may grow before Go looks for garbage in it (Go's own setting: 100).

For each container an engine starts itself anew two or three times, and spends much of each start on looking.
"""
PATIENCE = patience(30.0)
"""Seconds that an engine may take to answer."""


def run(plan: Plan, name: str) -> NoReturn:
    """Be the node of this name, to its end."""
    try:
        _become(plan, name)
    except (OSError, subprocess.CalledProcessError) as error:
        _tell(event="failed", message=str(error), log=[])
    os._exit(1)


def _become(plan: Plan, name: str) -> NoReturn:
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    node = plan.node(name)
    socket.sethostname(name)
    image = plan.image.read_bytes() if node.engine else b""
    group = cgroups.parent(plan.cgroup(name))
    if plan.rootless:
        limits.hold()
    sandbox.enter(plan, name)
    os.environ.clear()
    os.environ.update(PATH=plan.path, HOME="/root", LANG="C.UTF-8", GOGC=GARBAGE)
    below = _start_containerd() if node.engine else None
    _join_wire(node.address)
    if below is None:  # a neighbour is no router, even where the machine whose settings it copied is one
        Path("/proc/sys/net/ipv4/ip_forward").write_text("0")
    _tell(event="ready", engine=_run_engine(plan, group, below, image) if below else "")
    _reap_for_ever()


def _start_containerd() -> subprocess.Popen[bytes]:
    with LOG.open("ab") as log:
        return containerd.start(log)


def _run_engine(plan: Plan, group: str, below: subprocess.Popen[bytes], image: bytes) -> str:
    """Start the engine on its containerd and give it its image; the engine's version."""
    try:
        containerd.wait(below)
    except ChildProcessError as error:
        _fail(str(error))
    version = _await_engine(_start_engine(plan, group))
    said = http.ask("POST", IMPORT, image).decode(errors="replace")
    if '"status"' not in said:
        _fail(f"the engine does not take the image tutor/box: {said.strip()}")
    return version


def _start_engine(plan: Plan, group: str) -> subprocess.Popen[bytes]:
    options = ["--data-root", "/var/lib/docker", "--exec-root", "/run/docker", "--pidfile", "/run/docker.pid"]
    options += ["-H", f"unix://{http.SOCKET}", "--exec-opt", "native.cgroupdriver=cgroupfs"]
    options += ["--cgroup-parent", group, "--containerd", containerd.SOCKET]
    if plan.rootless:
        _write_runtime()
        options += ["--add-runtime", f"tutor={RUNTIME}", "--default-runtime", "tutor"]
    with LOG.open("ab") as log:
        return subprocess.Popen(
            ["dockerd", *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _write_runtime() -> None:
    """Of the many times that an engine calls its runtime for a container, only one needs a Python.

    To kill all processes of a container, runc looks for them in its control group; where it has none, the first one
    is killed, and the others go with its namespace.
    """
    RUNTIME.parent.mkdir(exist_ok=True)
    python = f"PYTHONPATH='{import_path()}' exec '{sys.executable}' -P -S -m tutor.lab.runc"
    RUNTIME.write_text(f"""#!/bin/sh
case " $* " in
*' create '*) {python} "$@" ;;
*' kill --all '*) for word; do shift; [ "$word" = --all ] || set -- "$@" "$word"; done ;;
esac
exec runc --rootless true "$@"
""")
    RUNTIME.chmod(0o755)


def _join_wire(address: str) -> None:
    """Bring up lo, and the cable that the holder has pushed in before it sent the word."""
    if not os.read(0, 1):
        raise BrokenPipeError("the holder has died")
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
    try:
        return str(http.get("/version")["Version"])
    except (OSError, ValueError, KeyError):
        return ""


def _fail(message: str) -> NoReturn:
    lines = LOG.read_text(errors="replace").splitlines()
    _tell(event="failed", message=message, log=lines[-8:])
    os._exit(1)


def _tell(**event: object) -> None:
    os.write(1, json.dumps(event).encode() + b"\n")


def _reap_for_ever() -> NoReturn:
    while True:
        try:
            os.wait()
        except ChildProcessError:
            signal.pause()
