"""Why a lab cannot be made on this machine, found by looking and by trying, in one sentence."""

import getpass
import os
import subprocess
from pathlib import Path

from tutor.errors import NeedError
from tutor.lab.finding import Finding, Standing
from tutor.language import _, mark

SYSCTLS = Path("/proc/sys")
RANGES = (Path("/etc/subuid"), Path("/etc/subgid"))
AS_ROOT = mark("run the course as root (sudo)")
NAMESPACES = "user namespaces"
_SWITCHES = (
    (
        "kernel.apparmor_restrict_unprivileged_userns",
        "1",
        mark("AppArmor forbids ordinary users to make user namespaces"),
        "0",
    ),
    (
        "kernel.unprivileged_userns_clone",
        "0",
        mark("user namespaces are switched off for ordinary users"),
        "1",
    ),
    ("user.max_user_namespaces", "0", mark("user namespaces are switched off on this machine"), "15000"),
)


def explain() -> NeedError | None:
    """What keeps this user from having a lab here; None when nothing known does."""
    found = next((finding for finding in examine() if not finding.there), None)
    return NeedError(found.detail, found.told()) if found else None


def examine() -> list[Finding]:
    """What this user's namespaces depend on, the first hindrance first."""
    return examine_user() if os.geteuid() else [_namespaces_of_root()]


def examine_user() -> list[Finding]:
    """The same for an ordinary user: switches of the kernel, ranges of ids, a trial."""
    return [_switches(), _ranges(), _namespaces_of_user()]


def _switches() -> Finding:
    """AppArmor and its like, which are asked first: they say why the trial would fail."""
    name = "user namespaces allowed"
    for key, bad, message, good in _SWITCHES:
        path = SYSCTLS / key.replace(".", "/")
        if path.exists() and path.read_text().strip() == bad:
            return Finding(
                name,
                Standing.MISSING,
                _(message),
                f"sysctl -w {key}={good}",
                _("or {advice}", advice=_(AS_ROOT)),
                vital=True,
            )
    return Finding(name, Standing.READY, vital=True)


def _ranges() -> Finding:
    user = getpass.getuser()
    names = {user, str(os.getuid())}
    for path in RANGES:
        lines = path.read_text().splitlines() if path.exists() else []
        if not any(line.split(":")[0] in names for line in lines):
            return Finding(
                "subordinate ids",
                Standing.MISSING,
                _(
                    "{user} has no range of subordinate ids in {path}, so containers could have no users",
                    user=user,
                    path=path,
                ),
                f"usermod --add-subuids 100000-165535 --add-subgids 100000-165535 {user}",
                vital=True,
            )
    return Finding("subordinate ids", Standing.READY, vital=True)


def _namespaces_of_user() -> Finding:
    said = _try("--user", "--map-auto", "--map-root-user")
    if said is None:
        return Finding(NAMESPACES, Standing.READY, vital=True)
    if "unrecognized option" in said or "map-auto" in said:
        said = _("util-linux is older than 2.38")
    elif "newuidmap" in said:
        said = _("no user namespace can be made: {reason} (package uidmap on Debian and Ubuntu)", reason=said)
    else:
        said = _("no user namespace can be made: {reason}", reason=said)
    return Finding(NAMESPACES, Standing.MISSING, said, advice=_(AS_ROOT), vital=True)


def _namespaces_of_root() -> Finding:
    said = _try("--net", "--pid", "--fork", "--mount", "--uts")
    if said is None:
        return Finding("namespaces", Standing.READY, vital=True)
    advice = _("inside a container, start that with --privileged; better: run the course outside of it")
    return Finding(
        "namespaces",
        Standing.MISSING,
        _("this root may not make namespaces: {reason}", reason=said),
        advice=advice,
        vital=True,
    )


def _try(*spaces: str) -> str | None:
    """What unshare says when it fails; None when it does not."""
    tried = subprocess.run(["unshare", *spaces, "true"], capture_output=True, text=True, check=False)
    lines = tried.stderr.strip().splitlines()
    said = lines[-1] if lines else "unshare failed without a word"
    return said if tried.returncode else None
