"""Finds the Docker engine that a lab shall run: the system's, or a folder of binaries."""

import os
import shutil
from pathlib import Path

from tutor.errors import LabError, NeedError
from tutor.lab.plan import SYSTEM_PATH
from tutor.language import _, mark

VARIABLE = "TUTOR_ENGINE_DIR"
FOLDERS = ("usr/sbin", "usr/bin", "sbin", "bin", "usr/libexec/docker", "")
"""Where an engine's programs may be below the folder that was named."""
INSTALL = mark("run ./tutor.sh in the course's folder: it installs what is missing")
TOOLS = (
    "dockerd",
    "docker",
    "containerd",
    "runc",
    "iptables",
    "ip",
    "nsenter",
    "prlimit",
    "setpriv",
    "unshare",
    "busybox",
)


def find_engine_dir(given: Path | None) -> Path | None:
    """The folder named on the command line or by TUTOR_ENGINE_DIR; None means the system's engine."""
    named = given or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    if named is None:
        return None
    folder = named.expanduser().resolve()
    if not any((folder / name / "dockerd").is_file() for name in FOLDERS):
        raise LabError(
            _("there is no dockerd in {folder}", folder=folder),
            _(
                "give --engine-dir a folder of engine binaries, or one in which an engine's packages are unpacked"
            ),
        )
    return folder


def program_folders(engine_dir: Path | None) -> tuple[str, ...]:
    """Those of the folders below it that there are."""
    return tuple(name for name in FOLDERS if engine_dir and (engine_dir / name).is_dir())


def search_path(engine_dir: Path | None) -> str:
    """Where commands are looked for on this host before a lab starts."""
    engine = [f"{engine_dir}/{name}" for name in program_folders(engine_dir)]
    return ":".join([*engine, *SYSTEM_PATH])


def check_tools(engine_dir: Path | None, *, rootless: bool) -> None:
    """Raise NeedError, naming every command that the lab needs and this host has not."""
    tools = (*TOOLS, "newuidmap") if rootless else TOOLS
    path = search_path(engine_dir)
    missing = [tool for tool in tools if not shutil.which(tool, path=path)]
    if missing:
        raise NeedError(
            _("the lab needs {tools}, which this machine does not have", tools=", ".join(missing)), _(INSTALL)
        )
