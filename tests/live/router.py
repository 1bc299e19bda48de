"""A router between namespaces, without any engine: for proving what rules mean against what the kernel does.

It has two bridges with hosts behind them, and a cable to a host outside. All of it lives in a user namespace,
so that an ordinary user may make it too, and dies with its first process.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tutor.lab.node import Node
from tutor.lab.plan import SYSTEM_PATH

HOSTS = {
    "a": ("br1", "10.1.0.2"),
    "c": ("br1", "10.1.0.3"),
    "b": ("br2", "10.2.0.2"),
    "out": ("eth0", "10.9.0.2"),
}
"""Each host's link at the router, and its address."""
PATH = ":".join(SYSTEM_PATH)
ENVIRONMENT = {"PATH": PATH, "XTABLES_LOCKFILE": f"/tmp/tutor-xtables-{os.getuid()}.lock"}
"""An ordinary user may not write the system's lock of iptables-legacy."""
PORTS = (80, 81)
"""Where every host listens, and answers with the address that it is asked from."""
_SERVER = """
import selectors, socket, sys
ready = selectors.DefaultSelector()
for port in map(int, sys.argv[1:]):
    ready.register(socket.create_server(("", port)), selectors.EVENT_READ)
print("ready", flush=True)
while True:
    for key, _ in ready.select():
        try:
            asked, peer = key.fileobj.accept()
            asked.sendall(peer[0].encode())
            asked.close()
        except OSError:
            pass
"""
_CLIENT = """
import socket, sys
try:
    with socket.create_connection((sys.argv[1], int(sys.argv[2])), 0.4) as asked:
        print(asked.recv(64).decode())
except OSError:
    print("-")
"""


@dataclass(frozen=True, slots=True)
class Place(Node):
    """A network namespace as a node for the observer."""

    def argv(self, command: tuple[str, ...]) -> list[str]:
        """The words that run a command in this namespace."""
        return [
            "nsenter",
            f"--target={self.pid}",
            "--user",
            "--net",
            "--preserve-credentials",
            "--",
            *command,
        ]

    def environment(self) -> dict[str, str]:
        """No shell is listened to: its files would be those of the machine itself."""
        return {**Node.environment(self), "TUTOR_SHELLS": ""}


@dataclass(slots=True)
class Router:
    """The router, and its hosts by name."""

    place: Place
    hosts: dict[str, Place] = field(default_factory=dict)

    def run(self, *command: str, given: str = "") -> str:
        """Run a command in the router."""
        done = _run(self.place, command, given)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(self, host: str, address: str, port: int) -> str:
        """The address that a host is seen under when it asks another; - where no answer comes."""
        command = (sys.executable, "-I", "-S", "-c", _CLIENT, address, str(port))
        return _run(self.hosts[host], command).stdout.strip()


@contextmanager
def router() -> Iterator[Router]:
    """Make it; everything ends with the processes started here."""
    started: list[subprocess.Popen[str]] = []
    try:
        made = Router(_hold(["unshare", "--user", "--map-root-user", "unshare", "--net"], "host", started))
        made.run(
            "ip", "-batch", "-", given="link set lo up\nlink add br1 type bridge\nlink add br2 type bridge\n"
        )
        for name, (link, address) in HOSTS.items():
            made.hosts[name] = _hold(made.place.argv(("unshare", "--net")), name, started)
            _join(made, name, link, address)
        _address(made)
        server = (sys.executable, "-I", "-S", "-u", "-c", _SERVER, *map(str, PORTS))
        started.extend(_start(place.argv(server)) for place in made.hosts.values())
        yield made
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def _join(made: Router, name: str, link: str, address: str) -> None:
    """A cable from the router to a host, whose end there is eth0."""
    end = "eth0" if link == "eth0" else f"v{name}"
    made.run(
        "ip", "link", "add", end, "type", "veth", "peer", "name", "eth0", "netns", str(made.hosts[name].pid)
    )
    if link != end:
        made.run("ip", "link", "set", end, "master", link, "up")
    gateway = address.rpartition(".")[0] + ".1"
    batch = (
        f"link set lo up\naddr add {address}/24 dev eth0\nlink set eth0 up\nroute add default via {gateway}\n"
    )
    done = _run(made.hosts[name], ("ip", "-batch", "-"), batch)
    assert done.returncode == 0, done.stderr


def _address(made: Router) -> None:
    links = {"br1": "10.1.0.1", "br2": "10.2.0.1", "eth0": "10.9.0.1"}
    made.run(
        "ip",
        "-batch",
        "-",
        given="".join(f"addr add {ip}/24 dev {link}\nlink set {link} up\n" for link, ip in links.items()),
    )
    made.run("ip", "route", "add", "default", "via", "10.9.0.2")
    made.run("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.bridge.bridge-nf-call-iptables=1")


def _hold(enter: list[str], name: str, started: list[subprocess.Popen[str]]) -> Place:
    started.append(_start([*enter, "sh", "-c", "echo ready; exec sleep infinity"]))
    return Place(name=name, pid=started[-1].pid, rootless=True, path=PATH, engine=False)


def _start(command: list[str]) -> subprocess.Popen[str]:
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT)
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def _run(place: Place, command: tuple[str, ...], given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        place.argv(command),
        input=given,
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        check=False,
        timeout=20,
    )
