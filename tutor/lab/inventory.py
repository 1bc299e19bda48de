"""What there is in the node that this process is in: all that its learner may have changed.

Bare Python (standard library only); plain data, so that it can be kept as JSON.
"""

import json
import os
import re
import stat
import subprocess
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from tutor.lab import http

FOLDERS = ("/root", "/home", "/tmp", "/run", "/var", "/etc", "/mnt", "/media", "/srv", "/dev/shm")  # noqa: S108
_ELSEWHERE = re.compile(
    r"/var/lib/docker|/var/log|/run/tutor|/run/docker/(?!plugins)[^/]+|/run/xtables\.lock"
)
"""What the engine and the tutor write to whenever they like."""
_SETTINGS = Path("/proc/sys/net")
_MOST = 4096
"""Bytes that are read of a setting: more than any has, and the kernel makes room for all that is asked for."""
_COUNTS = "nf_conntrack_count"
"""No setting, though it is a file among them."""
_UP = 1
"""IFF_UP (netdevice(7))."""
FAMILIES = ("-4", "-6")
SAVED = {"iptables-save": "ip", "ip6tables-save": "ip6"}
"""What prints rules, and what nft calls their family."""
_COUNTED = re.compile(r"^#.*\n|\[\d+:\d+\]", re.MULTILINE)
_OF_ENGINE = (
    "Debug",
    "DefaultRuntime",
    "Labels",
    "LiveRestoreEnabled",
    "Plugins",
    "RegistryConfig",
    "Warnings",
)

Inventory = dict[str, Any]


def take() -> Inventory:
    """Everything, by kind."""
    return {
        "engine": engine(),
        "processes": processes(),
        "mounts": _mounts(),
        "links": dict(_links()),
        "addresses": _addresses(),
        "routes": [line for family in FAMILIES for line in _routes(family)],
        "rules": {program: _rules(program) for program in SAVED},
        "files": dict(_files()),
        "settings": dict(_settings()),
    }


def engine() -> dict[str, Any]:
    """What the engine has, and how it is set; nothing where there is none."""
    try:
        info, images = http.get("/info"), http.get("/images/json")
    except OSError:
        return {}
    return {
        "containers": {each["Id"]: _networks(each) for each in http.get("/containers/json?all=1")},
        "networks": _ids(http.get("/networks")),
        "images": _ids(images),
        "tags": sorted(tag for image in images for tag in image["RepoTags"] or ()),
        "volumes": sorted(volume["Name"] for volume in http.get("/volumes")["Volumes"] or ()),
        "set": {name: info.get(name) for name in _OF_ENGINE},
        "swarm": info["Swarm"]["LocalNodeState"],
        "services": _services() if info["Swarm"]["ControlAvailable"] else {},
    }


def _networks(container: dict[str, Any]) -> list[str]:
    """Ids of the networks that it is on."""
    return sorted(end["NetworkID"] for end in container["NetworkSettings"]["Networks"].values())


def _services() -> dict[str, Any]:
    """What each shall be like, by id."""
    return {service["ID"]: service["Spec"] for service in http.get("/services")}


def _ids(things: Iterable[dict[str, Any]]) -> list[str]:
    return sorted(thing["Id"] for thing in things)


def processes() -> dict[str, str]:
    """Those that the node's first process has begun or taken on, by pid: when each was started."""
    known = {pid: found for pid in _pids() if (found := _stat(pid))}
    return {pid: started for pid, (_, started) in known.items() if pid != "1" and _is_of_node(pid, known)}


def _pids() -> Iterator[str]:
    return (path.name for path in Path("/proc").iterdir() if path.name.isdigit())


def _is_of_node(pid: str, known: dict[str, tuple[str, str]]) -> bool:
    """Whether a process comes from the node's first one, and was not sent in from outside."""
    while pid in known and pid != "1":
        pid = known[pid][0]
    return pid == "1"


def _stat(pid: str) -> tuple[str, str] | None:
    """Parent and start (proc_pid_stat(5)) of a process that lives."""
    with suppress(OSError):
        state, *fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return None if state in "ZX" else (fields[0], fields[18])
    return None


def _mounts() -> list[str]:
    return sorted(point for point, _ in _mounted() if not _ELSEWHERE.match(point))


def _mounted() -> Iterator[tuple[str, str]]:
    """Where something is mounted, and with what options (proc_pid_mountinfo(5))."""
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        _, _, _, _, point, options, *_ = line.split()
        yield point, options


def _links() -> Iterator[tuple[str, str]]:
    """How wide each is (MTU), whether it is on, and whose port, as ``ip link set`` takes it."""
    for link in Path("/sys/class/net").glob("*/"):
        with suppress(OSError):  # it has gone just now
            is_up = int((link / "flags").read_text(), 16) & _UP
            master = link / "master"
            port = f"master {master.readlink().name}" if master.is_symlink() else "nomaster"
            yield link.name, f"mtu {(link / 'mtu').read_text().strip()} {'up' if is_up else 'down'} {port}"


def _addresses() -> list[str]:
    """Link and address with its prefix, with a space between."""
    told = json.loads(_said("ip", "-json", "address") or "[]")
    return sorted(
        f"{link['ifname']} {address['local']}/{address['prefixlen']}"
        for link in told
        for address in link["addr_info"]
        if "local" in address
    )


def _routes(family: str) -> Iterator[str]:
    """The family's option, and what ``ip route`` takes for it."""
    for line in _said("ip", family, "route").splitlines():
        yield " ".join([family, *(word for word in line.split() if word not in ("linkdown", "dead"))])


def _rules(program: str) -> str:
    """The rules as they can be restored, without what they have counted."""
    return _COUNTED.sub(lambda found: "" if found[0].startswith("#") else "[0:0]", _said(program))


def _said(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        return ""


def _files() -> Iterator[tuple[str, str]]:
    """Each file, link and folder: of what kind it is; of a plain file its length and when it was written to.

    Nothing of what nobody can write to: a course in somebody's home is ten times the rest.
    """
    fixed = {point for point, options in _mounted() if options.startswith("ro")}
    for folder in FOLDERS:
        for path, folders, names in os.walk(folder):
            left_out = {name for name in (*folders, *names) if _is_elsewhere(f"{path}/{name}", fixed)}
            folders[:] = [name for name in folders if name not in left_out]
            for name in {*folders, *names} - left_out:
                with suppress(FileNotFoundError):
                    yield f"{path}/{name}", _kind(os.lstat(f"{path}/{name}"))


def _is_elsewhere(path: str, fixed: Collection[str]) -> bool:
    return path in fixed or bool(_ELSEWHERE.match(path))


def _kind(found: os.stat_result) -> str:
    kind = stat.filemode(found.st_mode)
    return f"{kind} {found.st_size} {found.st_mtime_ns}" if stat.S_ISREG(found.st_mode) else kind


def _settings() -> Iterator[tuple[str, str]]:
    for path, _, names in os.walk(_SETTINGS):
        for name in names:
            with suppress(OSError):
                if name != _COUNTS:
                    yield f"{path}/{name}", _read(f"{path}/{name}")


def _read(path: str) -> str:
    """A file of the kernel's; there are a thousand of them, so quickly."""
    file = os.open(path, os.O_RDONLY)
    try:
        return os.read(file, _MOST).decode()
    finally:
        os.close(file)
