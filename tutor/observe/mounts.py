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
_OF_CONTAINERS = re.compile(r"[0-9a-f]{12}|default")
"""Files of containers' namespaces, which bear the containers' names here."""


def engine_namespaces() -> dict[str, Path]:
    """The namespaces that are the engine's own, by the names it gave them: ingress_sbox, 1-…, and lb_… ones."""
    return {name: path for name, path in _files(FOLDER).items() if not _OF_CONTAINERS.fullmatch(name)}


def named_namespaces() -> dict[str, Path]:
    """The namespaces made by ``ip netns add``, by their names."""
    return _files(NAMED)


def _files(folder: Path) -> dict[str, Path]:
    with suppress(FileNotFoundError, NotADirectoryError):
        return {path.name: path for path in folder.iterdir() if _is_namespace(path)}
    return {}


def _is_namespace(path: Path) -> bool:
    """Whether the engine has mounted the namespace by now; until then the file is empty and of another device."""
    with suppress(FileNotFoundError):
        return path.stat().st_dev == Path("/proc/self/ns/net").stat().st_dev
    return False


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
