"""One network namespace under observation: its sockets, and its tables kept up to date."""

import asyncio
import os
import socket
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tutor.errors import ObserverError
from tutor.facts import raw
from tutor.observe import rules
from tutor.observe.connections import Connections
from tutor.observe.look import Look, Seen
from tutor.observe.netfilter import Netfilter
from tutor.observe.netlink import PORTS, Event, Rtnl, drain, inside, of_links
from tutor.observe.sockets import Owners
from tutor.observe.tables import REQUESTS

MARKS = frozenset({"links", "addresses"})
"""Tables whose entries leave a mark even when they go within the moment in which they came."""

MOST_MARKS = 50
"""Such marks at one moment: a flood of things that come and go is not worth more."""


@dataclass(frozen=True, slots=True)
class Ear:
    """Where a namespace tells what happens in it."""

    changed: Callable[[str, str, float], None]
    """Is told the name of the raw table that changed, the namespace's, and when."""
    words: Callable[[], None]
    """Asks whether commands have begun or ended meanwhile: what they did is told before."""
    flush: Callable[[], None]
    """Tells all changes so far at once, because the next one undoes one of them."""
    trouble: Callable[[str, str], None]
    """Is told a namespace and what cannot be read there; the empty text when all can be."""


class Watch:
    """Keeps a raw.Namespace true to the kernel, and says which of its tables changed."""

    def __init__(self, name: str, kind: str, path: str, ear: Ear, at: float) -> None:
        """Open the namespace at this path, made at that moment; raises OSError when it has gone by now."""
        self.descriptor = os.open(path, os.O_RDONLY)
        with inside(self.descriptor):
            self._rtnl = Rtnl()
            self._netfilter = Netfilter()
            self._look = Look()
        self.raw = raw.Namespace(name, os.fstat(self.descriptor).st_ino, kind, complete=False)
        self._ear = ear
        self._made = self._at = self._rules_at = at
        self._numbers: dict[int, str] = {}
        self._fresh: set[tuple[str, Any]] = set()
        self._legacy = b""
        self._rules = rules.Reading()
        self._polled = asyncio.Event()
        self._seen = False
        self._unread = asyncio.Event()
        self._read_again = asyncio.Event()
        self._readings, self._is_reading = 0, False
        self._read_all()
        self._connections = Connections(self._netfilter, self.raw, self._hear_connections)
        self._unread.set()
        self._reading = asyncio.create_task(self._read_rules_for_ever())
        self._read_once = asyncio.Event()
        loop = asyncio.get_running_loop()
        for events in self._events:
            loop.add_reader(events, self._wake)

    def close(self) -> None:
        """Stop watching."""
        loop = asyncio.get_running_loop()
        for events in self._events:
            loop.remove_reader(events)
        self._connections.close()
        self._reading.cancel()
        self._rtnl.close()
        self._netfilter.close()
        self._look.close()
        os.close(self.descriptor)
        self._ear.trouble(self.raw.name, "")

    @property
    def _events(self) -> tuple[socket.socket, ...]:
        return self._rtnl.events, self._netfilter.rules

    async def settle(self) -> None:
        """Return when everything in the namespace has been read for the first time."""
        await asyncio.gather(self._read_once.wait(), self._polled.wait())

    async def fresh(self) -> None:
        """Return when rules and routes have been read that are not older than this call."""
        self.hear(time.time())
        reading = self._readings + (2 if self._is_reading else 1)
        self._read_rules(time.time())
        while self._readings < reading:
            await self._read_again.wait()

    async def calm(self) -> None:
        """Return when no rules are waiting to be read."""
        while self._unread.is_set() or self._is_reading:
            await self._read_again.wait()

    def policies(self) -> list[str]:
        """Rules of policy routing beside the usual three."""
        return self._rtnl.policies()

    def told(self) -> None:
        """What was new is known outside from now on."""
        self._fresh.clear()

    def name_peers(self, others: Mapping[str, "Watch"]) -> None:
        """Put into each veth's message the name of the namespace that its other end is in."""
        for index, link in self.raw.links.items():
            if link.get("IFLA_INFO_KIND") == "veth":
                number = link.get("IFLA_LINK_NETNSID")
                name = self.raw.name if number is None else self._name_number(number, others)
                self.raw.links[index] = {**link, "peer_netns": name}

    def forget_numbers(self) -> None:
        """Ask the kernel anew which namespace is which: numbers are used again."""
        self._numbers.clear()

    def look(self) -> Seen:
        """What there is in the namespace that it does not tell of by itself."""
        if not self._look.is_whole():
            with inside(self.descriptor):
                self._look.open_more()
        return self._look.see()

    def take(self, seen: Seen, owners: Owners, at: float) -> None:
        """Take in what a look found that had changed by this moment; in the first, all has come with the namespace."""
        first = not self._polled.is_set()
        self._at = self._made if first else at
        self._polled.set()
        self._seen = not seen.trouble
        self._ear.trouble(
            f"{self.raw.name}'s sockets", f"{self.raw.name}: {seen.trouble}" if seen.trouble else ""
        )
        if not seen.trouble:
            named = {(each.proto, each.ip, each.port, owners.name(each.inode)) for each in seen.sockets}
            self._put("listeners", frozenset(raw.Socket(*each) for each in named))
            self._put("sysctls", dict(seen.sysctls))
            if not first:
                self._put("switches", self._with_silent(self.raw.switches))
        if seen.legacy or self._legacy or not self._read_once.is_set():
            self._read_rules(self._at)
        self._legacy = seen.legacy
        self._complete()

    def _with_silent(self, switches: dict[Any, raw.Message]) -> dict[Any, raw.Message]:
        """These, with what the kernel says now of those that it does not tell of."""
        told = self._rtnl.silent()
        return {key: {**found, **told.get(key, {})} for key, found in switches.items()}

    def _put(self, table: str, value: object) -> None:
        if getattr(self.raw, table) != value:
            setattr(self.raw, table, value)
            self._changed(table)

    def _changed(self, table: str) -> None:
        self._ear.changed(table, self.raw.name, self._at)

    def _complete(self) -> None:
        complete = self._read_once.is_set() and self._seen
        if complete != self.raw.complete:
            self.raw.complete = complete
            self._changed("namespaces")

    def _name_number(self, number: int, others: Mapping[str, "Watch"]) -> str | None:
        for name, other in others.items():
            if number in self._numbers:
                break
            # One that has no number yet may be given one by the next cable: it is asked for again.
            if name not in self._numbers.values() and (found := self._rtnl.nsid(other.descriptor)) >= 0:
                self._numbers[found] = name
        return self._numbers.get(number)

    def _read_all(self) -> None:
        for table in REQUESTS:
            found = self._rtnl.switches(self.raw.links) if table == "switches" else self._rtnl.dump(table)
            setattr(self.raw, table, found)
            self._changed(table)

    def _wake(self) -> None:
        self._ear.words()
        self.hear(time.time())

    def hear(self, at: float) -> None:
        """Take in what the kernel has told by this moment."""
        self._at = at
        if drain(self._netfilter.rules):  # which ones changed, and whether events were lost, does not matter
            self._read_rules(at)
        try:
            touched = self._apply(self._rtnl.read_events())
        except OSError:  # ENOBUFS: the kernel dropped events, so nothing known is sure any more
            drain(self._rtnl.events)
            self._read_all()
            return
        if "links" in touched and any(map(_lacks_its_twin, self.raw.links.values())):
            self.raw.links = self._rtnl.dump("links")
        if touched & {"links", "addresses"}:
            # The kernel drops a downed link's IPv4 routes without a word.
            self.raw.routes = self._rtnl.dump("routes")
            touched.add("routes")
        for table in touched:
            self._changed(table)

    def _apply(self, events: Iterable[Event]) -> set[str]:
        touched: set[str] = set()
        marks = 0
        for table, key, entry in events:
            if entry is None and (table, key) in self._fresh and marks < MOST_MARKS:
                marks += 1
                self._mark(touched)
            self._apply_one(table, key, entry)
            touched.add("links" if table == PORTS else table)
        return touched

    def _mark(self, touched: set[str]) -> None:
        """Tell of something new before it goes again."""
        for table in touched:
            self._changed(table)
        self._ear.flush()

    def _apply_one(self, table: str, key: Any, entry: raw.Message | None) -> None:
        if table == PORTS:
            if entry is not None and key in self.raw.links:
                self.raw.links[key] = {**self.raw.links[key], **entry}
            return
        entries = getattr(self.raw, table)
        if entry is None:
            entries.pop(key, None)
            return
        if table in MARKS and key not in entries:
            self._fresh.add((table, key))
        if table == "links":
            for of, told in of_links({key: entry}).items():
                self.raw.switches[of] = {**self.raw.switches.get(of, {}), **told}
        # An event about a switch tells of that switch alone.
        entries[key] = {**entries.get(key, {}), **entry} if table == "switches" else entry

    def _read_rules(self, at: float) -> None:
        self._rules_at = at
        self._unread.set()

    def _hear_connections(self) -> None:
        self._at = time.time()
        self._changed("connections")

    async def _read_rules_for_ever(self) -> None:
        """Read the rules whenever they changed, once more if they change while they are read."""
        while await self._unread.wait():
            self._unread.clear()
            at, self._is_reading = self._rules_at, True
            try:
                reading = await asyncio.to_thread(rules.read, os.dup(self.descriptor), self._rules)
            except (ObserverError, OSError) as error:
                self._read_once.clear()
                self._ear.trouble(self.raw.name, f"{self.raw.name}: {error}")
            else:
                self._read_once.set()
                self._at = at
                self._rules = reading
                self._put("rules", reading.rules)
                self._ear.trouble(self.raw.name, "")
            self._complete()
            self._count_reading()

    def _count_reading(self) -> None:
        self._readings, self._is_reading = self._readings + 1, False
        self._read_again.set()
        self._read_again.clear()


def _lacks_its_twin(link: raw.Message) -> bool:
    """Whether this end of a pair was told of before the kernel had the other, of which it does not tell by itself."""
    return link.get("IFLA_INFO_KIND") == "veth" and not link.get("IFLA_LINK")
