"""The kernel's modules: which are loaded, and which lie ready on disk."""

import os
from functools import cache
from pathlib import Path

LOADED = Path("/proc/modules")
FOLDER = Path("/lib/modules")
LOCKED = Path("/proc/sys/kernel/modules_disabled")


def waiting(names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of these modules that are on disk and not yet loaded."""
    loaded = loaded_names()
    return tuple(name for name in names if name not in loaded and name in on_disk())


def locked() -> bool:
    """Whether this kernel will load no module any more before it is started again."""
    return _read(LOCKED).strip() == "1"


def folder() -> Path:
    """Where the running kernel's modules are, if it has any."""
    return FOLDER / os.uname().release


def loaded_names() -> set[str]:
    """The modules that were loaded; those that are built in are not among them."""
    return {line.split()[0] for line in _read(LOADED).splitlines()}


@cache
def on_disk() -> frozenset[str]:
    """The modules that could be loaded."""
    listed = (line.split(":")[0] for line in _read(folder() / "modules.dep").splitlines())
    return frozenset(Path(path).name.partition(".ko")[0].replace("-", "_") for path in listed)


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
