"""Why a lab cannot be made on this machine, found by looking after it failed, in one sentence."""

import getpass
import os
import subprocess
from pathlib import Path

from tutor.errors import NeedError

SYSCTLS = Path("/proc/sys")
RANGES = (Path("/etc/subuid"), Path("/etc/subgid"))
_SWITCHES = (
    (
        "kernel.apparmor_restrict_unprivileged_userns",
        "1",
        "AppArmor forbids ordinary users to make user namespaces",
        "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0   (or run the course as root: sudo)",
    ),
    (
        "kernel.unprivileged_userns_clone",
        "0",
        "user namespaces are switched off for ordinary users",
        "sudo sysctl -w kernel.unprivileged_userns_clone=1   (or run the course as root: sudo)",
    ),
    (
        "user.max_user_namespaces",
        "0",
        "user namespaces are switched off on this machine",
        "sudo sysctl -w user.max_user_namespaces=15000   (or run the course as root: sudo)",
    ),
)


def explain() -> NeedError | None:
    """What keeps this user from having a lab here; None when nothing known does."""
    return explain_rootless() if os.geteuid() else _explain_root()


def _explain_root() -> NeedError | None:
    spaces = ["--net", "--pid", "--fork", "--mount", "--uts"]
    tried = subprocess.run(["unshare", *spaces, "true"], capture_output=True, text=True, check=False)
    if tried.returncode == 0:
        return None
    return NeedError(
        f"this root may not make namespaces: {tried.stderr.strip()}",
        "inside a container, start that with --privileged; better: run the course outside of it",
    )


def explain_rootless() -> NeedError | None:
    """What keeps an ordinary user from having a lab here; None when nothing known does."""
    for name, bad, message, advice in _SWITCHES:
        path = SYSCTLS / name.replace(".", "/")
        if path.exists() and path.read_text().strip() == bad:
            return NeedError(message, advice)
    return _explain_ranges() or _explain_trial()


def _explain_ranges() -> NeedError | None:
    user = getpass.getuser()
    names = {user, str(os.getuid())}
    for path in RANGES:
        lines = path.read_text().splitlines() if path.exists() else []
        if not any(line.split(":")[0] in names for line in lines):
            return NeedError(
                f"{user} has no range of subordinate ids in {path}, so containers could have no users",
                f"sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 {user}",
            )
    return None


def _explain_trial() -> NeedError | None:
    tried = subprocess.run(
        ["unshare", "--user", "--map-auto", "--map-root-user", "true"],
        capture_output=True,
        text=True,
        check=False,
    )
    if tried.returncode == 0:
        return None
    said = tried.stderr.strip().splitlines()[-1:] or ["unshare failed without a word"]
    if "unrecognized option" in said[0] or "map-auto" in tried.stderr:
        return NeedError(
            "util-linux is older than 2.38", "run the course as root (sudo), or on a newer system"
        )
    return NeedError(f"no user namespace can be made: {said[0]}", "run the course as root (sudo)")
