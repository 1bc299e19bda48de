"""A picture of the host, to hold before and after against each other."""

import ctypes
import os
import re
import subprocess
import zlib
from collections.abc import Iterator
from pathlib import Path

from platformdirs import user_runtime_path

from tutor.lab.process import birth

PR_SET_CHILD_SUBREAPER = 36

VOLATILE = {
    "fs/aio-nr",
    "fs/dentry-state",
    "fs/file-nr",
    "fs/inode-nr",
    "fs/inode-state",
    "kernel/ns_last_pid",
    "kernel/pty/nr",
    "net/netfilter/nf_conntrack_count",
}
"""Settings that are none: they count what goes on."""
_TIMERS = re.compile(r"(?:valid_lft|preferred_lft|expires) \d+sec")
"""What runs down by itself where addresses come by DHCP."""


def picture() -> dict[str, object]:
    """What a lab might leave behind, or change; orphans are this process's own from now on."""
    adopt_orphans(adopt=True)
    root = os.geteuid() == 0
    return {
        "links": _lines("ip", "-o", "link"),
        "addresses": _lines("ip", "-o", "addr"),
        "routes": _lines("ip", "route", "show", "table", "all"),
        "policies": _lines("ip", "rule"),
        "iptables": _rules() if root else [],
        "nftables": _lines("nft", "list", "ruleset") if root else [],
        "mounts": Path("/proc/self/mountinfo").read_text().splitlines(),
        "named namespaces": _names("/run/netns"),
        "run": [name for name in _names("/run") if not name.startswith(("utmp", "user"))],
        "loop devices": _names("/sys/block"),
        "cgroups": sorted(_groups()),
        "controllers": [path.read_text() for path in Path("/sys/fs/cgroup").glob("cgroup.subtree_control")],
        "processes": sorted(_descendants(os.getpid())),
        "settings": dict(_settings()),
        "devices": [
            (name, *os.lstat(f"/dev/{name}")[:6]) for name in ("null", "zero", "tty", "fuse", "random")
        ],
    }


def difference(before: dict[str, object], after: dict[str, object]) -> dict[str, object]:
    """What is not as it was, to be read in a failed test."""
    return {name: (before[name], after[name]) for name in before if before[name] != after[name]}


def _lines(*command: str) -> list[str]:
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [_TIMERS.sub("", line) for line in told.splitlines() if not line.startswith("#")]


def _rules() -> list[str]:
    """Those of iptables, and the names of the legacy variant's tables: looking into these would make them."""
    legacy = Path("/proc/net/ip_tables_names")
    return [*_lines("iptables-save"), *(legacy.read_text().split() if legacy.exists() else [])]


def _names(folder: str) -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir()) if Path(folder).is_dir() else []


def _settings() -> Iterator[tuple[str, str]]:
    """All sysctls but those that count, or that are different each time."""
    base = Path("/proc/sys")
    for path in base.rglob("*"):
        name = str(path.relative_to(base))
        if path.is_file() and name not in VOLATILE and not name.startswith("kernel/random/"):
            try:
                yield name, path.read_text()
            except OSError:  # there to be written only, or not for this user
                continue


def _groups() -> Iterator[str]:
    """All control groups, but for those of labs that other people have on this machine."""
    own = f"tutor-{zlib.crc32(os.fsencode(user_runtime_path('tutor'))):08x}-"
    for top, names, _ in os.walk("/sys/fs/cgroup"):
        names[:] = [name for name in names if not name.startswith("tutor-") or name.startswith(own)]
        yield top


def _descendants(parent: int) -> Iterator[str]:
    """Whatever this test run has started and not ended: an orphan becomes this process's own child."""
    for folder in Path(f"/proc/{parent}/task").glob("*"):
        try:
            for child in (folder / "children").read_text().split():
                if born := birth(int(child)):
                    yield f"{child} {born} {Path(f'/proc/{child}/cmdline').read_text()}"
                yield from _descendants(int(child))
        except (FileNotFoundError, ProcessLookupError):
            continue


def adopt_orphans(*, adopt: bool) -> None:
    """Have whatever is orphaned become this process's own child, which it does not bury; or no longer."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, int(adopt))
