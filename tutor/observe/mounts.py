"""Network namespaces that have a file: the engine's own, those made by hand, and a word when that may have changed."""

import asyncio
import re
import select
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

FOLDER = Path("/run/docker/netns")
NAMED = Path("/run/netns")
"""Where ``ip netns add`` puts them."""
_OF_CONTAINERS = r"[0-9a-f]{12}|default"
"""Files of containers' namespaces, which bear the containers' names here."""


def engine_namespaces() -> dict[str, Path]:
    """The namespaces that are the engine's own, by the names it gave them: ingress_sbox, 1-…, and lb_… ones."""
    return _files(FOLDER, but=_OF_CONTAINERS)


def named_namespaces() -> dict[str, Path]:
    """The namespaces made by ``ip netns add``, by their names."""
    return _files(NAMED)


def _files(folder: Path, but: str = "") -> dict[str, Path]:
    device = Path("/proc/self/ns/net").stat().st_dev
    with suppress(FileNotFoundError, NotADirectoryError):
        wanted = (path for path in folder.iterdir() if not re.fullmatch(but, path.name))
        return {path.name: path for path in wanted if _device(path) == device}
    return {}


def _device(path: Path) -> int:
    """That of namespaces, once the engine has mounted this one; until then the file is empty and of another device."""
    with suppress(FileNotFoundError):
        return path.stat().st_dev
    return -1


class Mounts:
    """Says when something was mounted or unmounted on the node, as every namespace of the engine's is."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._table = Path("/proc/self/mountinfo").open("rb")  # noqa: SIM115 # open as long as the observer lives
        self._poll = select.epoll()
        # The table is always readable; only that it changed is an urgent matter (proc(5)).
        self._poll.register(self._table, select.EPOLLPRI | select.EPOLLET)
        self._changed = changed
        asyncio.get_running_loop().add_reader(self._poll.fileno(), self._hear)

    def _hear(self) -> None:
        self._poll.poll(0)
        self._changed()
