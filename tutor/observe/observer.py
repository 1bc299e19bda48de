"""The observer itself: gathers what kernel and engine tell, and says which rows came and went."""

import asyncio
import json
from pathlib import Path
from typing import Any

from tutor import facts
from tutor.facts.raw import Raw
from tutor.observe.codec import encode
from tutor.observe.engine import Engine
from tutor.observe.listen import listen
from tutor.observe.namespace import Watch
from tutor.state import Change, Row

GRACE = 0.002
"""Seconds to wait for more before telling: one command makes many events at once."""


class Observer:
    """All facts of one node. Everything but the engine's thread runs in one event loop."""

    def __init__(self, node: str) -> None:
        self._raw = Raw(node)
        self._loop = asyncio.get_running_loop()
        self._watches: dict[str, Watch] = {}
        self._engine: dict[str, dict[str, Any]] = {"containers": {}, "networks": {}}
        self._rows: dict[str, frozenset[Row]] = {}
        self._dirty: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._complete = False
        self._trouble = ""
        self._listed = asyncio.Event()

    async def run(self) -> None:
        """Tell of the node until standard input closes."""
        self._watch("host", "/proc/self/ns/net")
        Engine(self._from_engine, self._word_from_engine)
        await asyncio.gather(self._listed.wait(), self._watches["host"].settle())
        self._complete = True
        self._tell()
        await listen(self._raw)

    def _watch(self, name: str, path: str) -> None:
        try:
            self._watches[name] = Watch(name, path, self._changed)
        except FileNotFoundError:  # a container that was gone again before we came
            return
        self._raw.namespaces[name] = self._watches[name].raw
        self._changed("namespaces")

    def _unwatch(self, name: str) -> None:
        if watch := self._watches.pop(name, None):
            watch.close()
            del self._raw.namespaces[name]
            self._changed("namespaces")

    def _from_engine(self, table: str, identity: str, found: dict[str, Any] | None) -> None:
        self._loop.call_soon_threadsafe(self._hear_engine, table, identity, found)

    def _word_from_engine(self, word: str) -> None:
        self._loop.call_soon_threadsafe(self._hear_word, word)

    def _hear_engine(self, table: str, identity: str, found: dict[str, Any] | None) -> None:
        if found is None:
            self._engine[table].pop(identity, None)
        else:
            self._engine[table][identity] = found
        setattr(self._raw, table, list(self._engine[table].values()))
        if table == "containers":
            self._match_namespaces()
        self._changed(table)

    def _match_namespaces(self) -> None:
        """Watch each running container's own network namespace, and no other."""
        wanted: dict[str, str] = {}
        inodes = {self._watches["host"].raw.inode}
        for found in sorted(self._engine["containers"].values(), key=_shares_namespace):
            path = f"/proc/{found['State']['Pid']}/ns/net"
            inode = _inode(path) if found["State"]["Running"] else 0
            if inode and inode not in inodes:
                inodes.add(inode)
                wanted[found["Name"].lstrip("/")] = path
        for name in [name for name in self._watches if name != "host"]:
            if name not in wanted or _inode(wanted[name]) != self._watches[name].raw.inode:
                self._unwatch(name)
        for name in wanted.keys() - self._watches.keys():
            self._watch(name, wanted[name])

    def _hear_word(self, word: str) -> None:
        if not word:
            self._listed.set()
        if word != self._trouble:
            self._trouble = word
            print(json.dumps({"trouble": word}), flush=True)

    def _changed(self, table: str) -> None:
        self._dirty.add(table)
        if self._complete and self._timer is None:
            self._timer = self._loop.call_later(GRACE, self._tell)

    def _tell(self) -> None:
        self._timer = None
        dirty, self._dirty = self._dirty, set()
        self._name_peers(dirty)
        gained: set[Row] = set()
        lost: set[Row] = set()
        for kind, module in facts.MODULES.items():
            if module.FROM & dirty:
                rows = frozenset(module.read(self._raw))
                before = self._rows.get(kind, frozenset())
                gained |= rows - before
                lost |= before - rows
                self._rows[kind] = rows
        if gained or lost:
            print(encode(Change(frozenset(gained), frozenset(lost))), flush=True)

    def _name_peers(self, dirty: set[str]) -> None:
        if dirty & {"namespaces", "links"}:
            for watch in self._watches.values():
                if "namespaces" in dirty:
                    watch.forget_numbers()
                watch.name_peers(self._watches)


def _shares_namespace(found: dict[str, Any]) -> bool:
    """Whether a container lives in another's namespace, which then bears the other's name."""
    return str(found["HostConfig"]["NetworkMode"]).startswith("container:")


def _inode(path: str) -> int:
    """Number of a namespace; 0 when its process has gone."""
    try:
        return Path(path).stat().st_ino
    except FileNotFoundError:
        return 0
