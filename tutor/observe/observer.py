"""The observer itself: gathers what kernel and engine tell, and says which rows came and went."""

import asyncio
import json
import os
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tutor.facts.raw import Raw
from tutor.observe.acts.acts import Acts
from tutor.observe.answers import Answers
from tutor.observe.bridges import Bridges
from tutor.observe.codec import encode
from tutor.observe.listen import listen
from tutor.observe.mounts import Mounts, engine_namespaces, named_namespaces
from tutor.observe.namespace import Ear, Watch
from tutor.observe.polling import Polling
from tutor.observe.rows import Dirty, Rows
from tutor.observe.shells import Follower, Word, encode_word
from tutor.state import Change

if TYPE_CHECKING:
    from tutor.observe.engine import Inspected

GRACE = 0.002
"""Seconds to wait for more before telling: one command makes many events at once."""

APART = 0.01
"""Seconds between two things that are not told as one."""

Wanted = dict[str, tuple[str, str]]
"""Namespaces to be watched: each one's kind and path, by its name."""


class Observer:
    """All facts of one node. Everything but the engine's thread and some reading runs in one event loop."""

    def __init__(self, node: str, space: str = "host") -> None:
        self._raw = Raw(node)
        self._space = space
        self._loop = asyncio.get_running_loop()
        self._ear = Ear(self._changed, self._look_at_shells, self._flush, self._hear_trouble)
        self._watches: dict[str, Watch] = {}
        self._polling = Polling(self._watches)
        self._engine: dict[str, dict[str, Any]] = {"containers": {}, "networks": {}}
        self._fresh: set[str] = set()
        self._rows = Rows()
        self._dirty: dict[str, set[str]] = {}
        self._at: float | None = None
        self._word_at = 0.0
        self._shells: Follower | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._complete = False
        self._bridges: Bridges | None = None
        self._troubles: dict[str, str] = {}
        self._listed = asyncio.Event()

    async def run(self, *, engine: bool = True) -> None:
        """Tell of the node until standard input closes."""
        if (
            engine
        ):  # it answers while the kernel is asked; where there is none, Docker's library need not be loaded
            from tutor.observe.engine import Engine  # noqa: PLC0415

            following = Engine(self._from_engine, self._word_from_engine)
            self._bridges = Bridges(
                self._raw,
                self._space,
                lambda at: self._loop.run_in_executor(None, following.look_for_networks, at),
            )
        self._watch(self._space, self._space, "/proc/self/ns/net", time.time())
        polling = asyncio.create_task(self._polling.run())
        if engine:
            Mounts(self._match_namespaces)
            await self._listed.wait()
            self._match_namespaces()
        await asyncio.gather(*(watch.settle() for watch in self._watches.values()))
        self._complete = True
        self._tell()
        if os.environ.get("TUTOR_SHELLS") != "":
            with suppress(PermissionError):  # where nothing may be written, no shell of ours has been opened
                self._shells = Follower(self._raw.node, self._hear_shell)
        acts = Acts(self._raw, _print)
        await listen(acts, Answers(self._raw, self._watches, acts, self._look))
        if self._shells:
            self._shells.close()
        polling.cancel()

    async def _look(self) -> None:
        """Return when all has been told that a look from now on finds."""
        await self._polling.fresh()
        await asyncio.gather(*(watch.calm() for watch in list(self._watches.values())))
        self._flush()

    def _watch(self, name: str, kind: str, path: str, at: float) -> None:
        try:
            self._watches[name] = Watch(name, kind, path, self._ear, at)
        except FileNotFoundError:  # a container that was gone again before we came
            return
        self._raw.namespaces[name] = self._watches[name].raw
        self._polling.hurry()
        self._changed("namespaces", name, at)

    def _unwatch(self, name: str, at: float) -> None:
        if watch := self._watches.pop(name, None):
            watch.close()
            del self._raw.namespaces[name]
            self._changed("namespaces", name, at)

    def _from_engine(self, table: str, identity: str, found: "Inspected", at: float | None) -> None:
        self._loop.call_soon_threadsafe(self._hear_engine, table, identity, found, at or time.time())

    def _word_from_engine(self, word: str) -> None:
        self._loop.call_soon_threadsafe(self._hear_word, word)

    def _hear_engine(self, table: str, identity: str, found: "Inspected", at: float) -> None:
        self._keep_apart(at)
        if found is None:
            if identity in self._fresh:
                self._flush()
            self._engine[table].pop(identity, None)
        else:
            if identity not in self._engine[table]:
                self._fresh.add(identity)
            self._engine[table][identity] = found
        setattr(self._raw, table, list(self._engine[table].values()))
        if table == "containers" and self._listed.is_set():
            self._match_namespaces(at)
        self._changed(table, "", at)

    def _match_namespaces(self, at: float | None = None) -> None:
        """Watch the network namespaces of running containers, the engine's own, and those that have a name."""
        wanted, at = self._wanted(), at or time.time()
        for name in [name for name in self._watches if name != self._space]:
            if name not in wanted or _inode(wanted[name][1]) != self._watches[name].raw.inode:
                self._unwatch(name, at)
        for name in wanted.keys() - self._watches.keys():
            self._watch(name, *wanted[name], at)

    def _wanted(self) -> Wanted:
        wanted: Wanted = {}
        inodes = {self._watches[self._space].raw.inode, 0}
        for found in sorted(self._engine["containers"].values(), key=_shares_namespace):
            path = f"/proc/{found['State']['Pid']}/ns/net"
            inode = _inode(path) if found["State"]["Running"] else 0
            if inode not in inodes:
                inodes.add(inode)
                wanted[found["Name"].lstrip("/")] = ("container", path)
        for kind, files in (("engine", engine_namespaces()), ("named", named_namespaces())):
            for name, file in files.items():
                inode = _inode(str(file))
                if inode not in inodes and name not in wanted:
                    inodes.add(inode)
                    wanted[name] = (kind, str(file))
        return wanted

    def _hear_word(self, word: str) -> None:
        if not word:
            self._listed.set()
        self._hear_trouble("", word)

    def _hear_trouble(self, source: str, word: str) -> None:
        """Tell of all that cannot be read, whenever that changes; the empty text when there is no more."""
        before = "; ".join(self._troubles.values())
        self._troubles.pop(source, None)
        if word:
            self._troubles[source] = word
        now = "; ".join(self._troubles.values())
        if now != before:
            print(json.dumps({"trouble": now}), flush=True)

    def _look_at_shells(self) -> None:
        if self._shells:
            self._shells.look()

    def _hear_shell(self, word: Word) -> None:
        """What kernel and namespaces have to tell by now happened before the command began or ended."""
        if word.at != self._word_at:
            for watch in list(self._watches.values()):
                watch.hear(word.at)
            self._match_namespaces(word.at)
            self._polling.look(word.at)
            self._flush()
            self._word_at = word.at
        print(encode_word(word), flush=True)

    def _keep_apart(self, at: float) -> None:
        """Tell what happened at another moment, or on the other side of a command's beginning or end."""
        if self._at is None:
            return
        across = (self._at > self._word_at) != (at > self._word_at)
        if across or abs(at - self._at) > APART:
            self._flush()

    def _changed(self, table: str, space: str, at: float) -> None:
        self._keep_apart(at)
        self._at = at if self._at is None else min(at, self._at)
        self._dirty.setdefault(table, set()).add(space)
        if self._complete and self._timer is None:
            self._timer = self._loop.call_later(GRACE, self._tell)

    def _flush(self) -> None:
        """Tell now, before something that came goes again."""
        if self._complete:
            self._tell()

    def _tell(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        dirty, self._dirty = self._dirty, {}
        self._name_peers(dirty)
        if self._bridges and self._space in dirty.get("links", ()):
            self._bridges.look(self._at or time.time())
        change = replace(self._rows.change(self._raw, dirty), at=self._at)
        self._at = None
        self._fresh.clear()
        for watch in self._watches.values():
            watch.told()
        if change:
            _print(change)

    def _name_peers(self, dirty: Dirty) -> None:
        if dirty.keys() & {"namespaces", "links"}:
            for watch in self._watches.values():
                if "namespaces" in dirty:
                    watch.forget_numbers()
                watch.name_peers(self._watches)


def _print(change: Change) -> None:
    print(encode(change), flush=True)


def _shares_namespace(found: dict[str, Any]) -> bool:
    """Whether a container lives in another's namespace, which then bears the other's name."""
    return str(found["HostConfig"]["NetworkMode"]).startswith("container:")


def _inode(path: str) -> int:
    """Number of a namespace; 0 when its process has gone."""
    try:
        return Path(path).stat().st_ino
    except FileNotFoundError:
        return 0
