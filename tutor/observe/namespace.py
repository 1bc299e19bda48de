"""One network namespace under observation: its sockets, and its tables kept up to date."""

import asyncio
import os
import subprocess
from collections.abc import Callable, Mapping

from tutor.errors import ObserverError
from tutor.facts import raw
from tutor.observe.netlink import Rtnl, inside, open_netfilter

TABLES = ("links", "addresses", "routes", "neighbours")
LEGACY_POLL = 1.0
"""Seconds between looks at the rules of iptables-legacy, of which the kernel tells nobody."""

Changed = Callable[[str], None]
"""Is told the name of the raw table that changed."""


class Watch:
    """Keeps a raw.Namespace true to the kernel, and says which of its tables changed."""

    def __init__(self, name: str, path: str, changed: Changed) -> None:
        """Open the namespace at this path; raises OSError when it has gone by now."""
        self.descriptor = os.open(path, os.O_RDONLY)
        with inside(self.descriptor):
            self._rtnl = Rtnl()
            self._netfilter = open_netfilter()
        self.raw = raw.Namespace(name, os.fstat(self.descriptor).st_ino)
        self._changed = changed
        self._numbers: dict[int, str] = {}
        self._reading: asyncio.Task[None] | None = None
        self._unread = False
        loop = asyncio.get_running_loop()
        loop.add_reader(self._rtnl.events, self._hear)
        loop.add_reader(self._netfilter, self._hear_rules)
        self._read_all()
        self._hear_rules()
        self._poll = asyncio.create_task(self._poll_legacy())

    def close(self) -> None:
        """Stop watching."""
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._rtnl.events)
        loop.remove_reader(self._netfilter)
        self._poll.cancel()
        if self._reading:
            self._reading.cancel()
        self._rtnl.close()
        self._netfilter.close()
        os.close(self.descriptor)

    async def settle(self) -> None:
        """Return when the rules have been read for the first time."""
        if self._reading:
            await self._reading

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

    def _name_number(self, number: int, others: Mapping[str, "Watch"]) -> str | None:
        for name, other in others.items():
            if number in self._numbers:
                break
            if name not in self._numbers.values():
                self._numbers[self._rtnl.nsid(other.descriptor)] = name
        return self._numbers.get(number)

    def _read_all(self) -> None:
        for table in TABLES:
            setattr(self.raw, table, self._rtnl.dump(table))
            self._changed(table)

    def _hear(self) -> None:
        try:
            touched = self._apply_events()
        except OSError:  # ENOBUFS: the kernel dropped events, so nothing known is sure any more
            self._read_all()
            return
        if touched & {"links", "addresses"}:
            # The kernel drops a downed link's IPv4 routes without a word.
            self.raw.routes = self._rtnl.dump("routes")
            touched.add("routes")
        for table in touched:
            self._changed(table)

    def _apply_events(self) -> set[str]:
        touched = set()
        for table, key, entry in self._rtnl.read_events():
            entries = getattr(self.raw, table)
            if entry is None:
                entries.pop(key, None)
            else:
                entries[key] = entry
            touched.add(table)
        return touched

    def _hear_rules(self) -> None:
        """Read the rules again, once more if they change while they are read."""
        try:
            while self._netfilter.recv(65536):
                pass
        except OSError:  # nothing more to read, or more than the buffer held: either way, look
            pass
        self._unread = True
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read_rules())

    async def _read_rules(self) -> None:
        while self._unread:
            self._unread = False
            enter = ["nsenter", f"--net=/proc/{os.getpid()}/fd/{self.descriptor}"]
            reader = await asyncio.create_subprocess_exec(
                *enter, "iptables-save", "-t", "nat", stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
            rules, errors = await reader.communicate()
            if reader.returncode:
                raise ObserverError(f"iptables-save: {errors.decode(errors='replace').strip()}")
            self._take_rules(rules.decode(errors="replace"))

    def _take_rules(self, rules: str) -> None:
        told = "\n".join(line for line in rules.splitlines() if line.startswith("-A"))
        if told != self.raw.nat:
            self.raw.nat = told
            self._changed("nat")

    async def _poll_legacy(self) -> None:
        asked = await asyncio.create_subprocess_exec("iptables", "-V", stdout=subprocess.PIPE)
        version, _ = await asked.communicate()
        while b"legacy" in version:
            await asyncio.sleep(LEGACY_POLL)
            self._hear_rules()
