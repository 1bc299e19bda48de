"""Puts a node back as it was when it was new, its engine running on: ``python -m tutor.lab.tidy``, run in the node.

Each line of standard input is an inventory of before, in JSON, or an empty object to leave the node as it is; it is
answered by a line on standard output: what there is now. Whoever asks compares the two: not everything can be put back.
"""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from tutor.lab import http, inventory, spaces
from tutor.lab.inventory import SAVED, Inventory
from tutor.patience import patience

GRACE = patience(0.5)
"""Seconds that processes get to end by themselves."""
PATIENCE = patience(2.0)
"""Seconds that they may take to end altogether."""
_FLUSH = Path("/proc/sys/net/ipv4/route/flush")
"""Takes a word to forget routes' exceptions (ip-route(8), flush cache)."""


def tidy(first: Inventory) -> Inventory:
    """Take away what was not there at first, put back what can be; what there is then.

    Nothing is, where the engine has come into a swarm since: to leave it takes longer than another engine to begin.
    """
    if first["engine"]:
        engine = inventory.engine()
        if engine.get("swarm") != first["engine"]["swarm"]:
            return inventory.take()
        _empty_engine(first["engine"], engine)
    _end_processes(first)
    _run("ip", "neighbour", "flush", "all")
    _run("conntrack", "--flush")
    _forget_paths()
    now = inventory.take()
    if now == first:
        return now
    _restore(first, now)
    return inventory.take()


def _restore(first: Inventory, now: Inventory) -> None:
    for point in reversed([point for point in now["mounts"] if point not in first["mounts"]]):
        _run("umount", "--no-mtab", "--lazy", point)
    for link, _ in now["links"].items() - first["links"].items():
        if link in first["links"]:
            _run("ip", "link", "set", link, *first["links"][link].split())
        else:
            _run("ip", "link", "delete", link)
    for at in [at for at in now["addresses"] if at not in first["addresses"]]:
        link, address = at.split()
        _run("ip", "address", "delete", address, "dev", link)
    _restore_routes(first, now)
    _restore_rules(first, now)
    _remove_files(first, now)
    _restore_settings(first, now)


def _empty_engine(first: Inventory, now: Inventory) -> None:
    for service in now["services"].keys() - first["services"].keys():
        http.ask("DELETE", f"/services/{service}")
    _remove_containers(first["containers"], now["containers"])
    for kind in ("networks", "volumes"):
        for each in set(now[kind]) - set(first[kind]):
            http.ask("DELETE", f"/{kind}/{each}")
    for tag in set(now["tags"]) - set(first["tags"]):
        http.ask("DELETE", f"/images/{tag}")
    for image in set(now["images"]) - set(first["images"]):
        http.ask("DELETE", f"/images/{image}?force=1")


def _remove_containers(first: dict[str, list[str]], now: dict[str, list[str]]) -> None:
    """Those that were not there at first; the others from networks that they were not on."""
    for container, networks in now.items():
        if container not in first:
            http.ask("DELETE", f"/containers/{container}?force=1&v=1")
        else:
            for network in set(networks) - set(first[container]):
                http.post(f"/networks/{network}/disconnect", Container=container, Force=True)


def _end_processes(first: Inventory) -> None:
    """Those that were begun since; those of a container that has gone end by themselves."""
    began = time.monotonic()
    while others := inventory.processes().items() - first["processes"].items():
        if time.monotonic() > began + PATIENCE:
            return
        if time.monotonic() > began + GRACE:
            for pid, _ in others:
                with suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)
        time.sleep(0.01)


def _forget_paths() -> None:
    """Have the kernel forget what it was told of paths: how large a packet may be, in a container's namespace, too."""
    own = os.open("/proc/self/ns/net", os.O_RDONLY)
    try:
        for space in (*Path("/run/docker/netns").glob("*"), Path(f"/proc/self/fd/{own}")):
            with suppress(OSError):
                spaces.enter(spaces.CLONE_NEWNET, str(space))
                _FLUSH.write_text("1")
    finally:
        os.close(own)


def _restore_routes(first: Inventory, now: Inventory) -> None:
    """Those by way of a router after those that lead to it."""
    others = [("delete", route) for route in now["routes"] if route not in first["routes"]]
    others += [("add", route) for route in first["routes"] if route not in now["routes"]]
    for verb, route in sorted(others, key=lambda other: " via " in other[1]):
        family, *words = route.split()
        _run("ip", family, "route", verb, *words)


def _restore_rules(first: Inventory, now: Inventory) -> None:
    for save, family in SAVED.items():
        if now["rules"][save] != first["rules"][save]:
            for table in _tables(now["rules"][save]) - _tables(first["rules"][save]):
                _run("nft", "delete", "table", family, table)
            _run(save.replace("save", "restore"), said=first["rules"][save])


def _tables(saved: str) -> set[str]:
    return {line[1:] for line in saved.splitlines() if line.startswith("*")}


def _remove_files(first: Inventory, now: Inventory) -> None:
    """What is in a new folder before the folder itself."""
    for name in sorted(now["files"].keys() - first["files"].keys(), reverse=True):
        path = Path(name)
        with suppress(OSError):
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()


def _restore_settings(first: Inventory, now: Inventory) -> None:
    for name, value in first["settings"].items():
        if now["settings"].get(name, value) != value:
            with suppress(OSError):
                Path(name).write_text(value)


def _run(*command: str, said: str = "") -> None:
    with suppress(FileNotFoundError):
        subprocess.run(
            command, input=said.encode(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        )


if __name__ == "__main__":
    for asked in sys.stdin:
        first: Inventory = json.loads(asked)
        print(json.dumps(tidy(first) if first else inventory.take()), flush=True)
