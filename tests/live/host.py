"""A picture of the host, to hold before and after against each other."""

import os
import re
import subprocess
from pathlib import Path

_TIMERS = re.compile(r"(?:valid_lft|preferred_lft|expires) \d+sec")
"""What runs down by itself where addresses come by DHCP."""


def picture() -> dict[str, object]:
    """What a lab might leave behind: links, routes, rules, mounts, namespaces, cgroups, processes, sysctls."""
    return {
        "links": _lines("ip", "-o", "link"),
        "addresses": _lines("ip", "-o", "-4", "addr"),
        "routes": _lines("ip", "route", "show", "table", "all"),
        "rules": _lines("iptables-save") if os.geteuid() == 0 else [],
        "nftables": _lines("nft", "list", "ruleset") if os.geteuid() == 0 else [],
        "mounts": Path("/proc/self/mountinfo").read_text().splitlines(),
        "named namespaces": _names("/run/netns"),
        "cgroups": sorted(str(path) for path in Path("/sys/fs/cgroup").glob("**/*tutor*")),
        "engines": _processes(),
        "forwarding": Path("/proc/sys/net/ipv4/ip_forward").read_text(),
    }


def _lines(*command: str) -> list[str]:
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [_TIMERS.sub("", line) for line in told.splitlines() if not line.startswith("#")]


def _names(folder: str) -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir()) if Path(folder).is_dir() else []


def _processes() -> list[str]:
    """Processes that belong to a lab, by what they run."""
    words = ("dockerd", "containerd", "tutor.lab.", "tutor.observe", "docker-proxy")
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if any(word in line for word in words) and "pytest" not in line:
            found.append(f"{folder.name} {line}")
    return sorted(found)
