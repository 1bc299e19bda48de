"""Tries things in namespaces that are thrown away at once: what the kernel really does, without a trace."""

import os
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass

from tutor.lab.features import Feature
from tutor.lab.plan import SYSTEM_PATH

NAMESPACES = ("--net", "--mount", "--uts")
PATIENCE = 10.0
"""Seconds that all trials may take together."""
_HIDE_RUN = "mount -t tmpfs tmpfs /run\n"
"""iptables leaves a lock file there."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How a trial ended."""

    worked: bool
    said: str
    """The last line that it printed."""


def run(features: Iterable[Feature], path: str = ":".join(SYSTEM_PATH)) -> dict[str, Trial]:
    """Try these features as the user who asks: an ordinary one in a user namespace of their own.

    A feature that is not in the answer could not be tried: there are no namespaces to be had.
    """
    user = ("--user", "--map-root-user") if os.geteuid() else ()
    script = _HIDE_RUN + "".join(map(_line, features))
    try:
        tried = subprocess.run(
            ["unshare", *user, *NAMESPACES, "sh", "-c", script],
            capture_output=True,
            env={"PATH": path, "LC_ALL": "C"},
            check=False,
            timeout=PATIENCE,
            cwd="/",
        )
    except (OSError, subprocess.TimeoutExpired):
        return {}
    return dict(_read(line) for line in tried.stdout.decode(errors="replace").splitlines())


def _line(feature: Feature) -> str:
    return f'said=$({{ {feature.trial}; }} 2>&1); echo {feature.name} $? $(echo "$said" | tail -n 1)\n'


def _read(line: str) -> tuple[str, Trial]:
    name, status, *said = line.split()
    return name, Trial(status == "0", " ".join(said).removeprefix("Error: ").rstrip("."))
