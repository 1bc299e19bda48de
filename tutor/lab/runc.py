"""The runtime of a lab without root: runc, without asking for cgroups that the user does not own.

Stands between the engine and runc inside a node of an ordinary user. A user namespace may make
every kind of namespace, but the cgroup tree belongs to the host; runc gives up when it may not
write there, so the request for cgroups is taken out of the bundle before runc reads it.
"""

import json
import os
import sys
from itertools import pairwise
from pathlib import Path


def main(arguments: list[str]) -> None:
    """Become runc, with the bundle of a new container relieved of its cgroups."""
    if "create" in arguments:
        _without_cgroups(_bundle(arguments) / "config.json")
    os.execvp("runc", ["runc", "--rootless", "true", *arguments])  # noqa: S606 - PATH is the node's own


def _bundle(arguments: list[str]) -> Path:
    for flag, value in pairwise(arguments):
        if flag in ("--bundle", "-b"):
            return Path(value)
    return Path()


def _without_cgroups(config: Path) -> None:
    wanted = json.loads(config.read_text())
    wanted["linux"].pop("cgroupsPath", None)
    wanted["linux"].pop("resources", None)
    config.write_text(json.dumps(wanted))


if __name__ == "__main__":
    main(sys.argv[1:])
