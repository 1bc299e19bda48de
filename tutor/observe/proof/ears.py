"""All that hears one packet in one namespace: the kernel's own trace, and the namespace's links."""

import time
from collections.abc import Collection, Iterable
from contextlib import closing
from typing import Any

from tutor.errors import ObserverError
from tutor.observe.netlink import inside
from tutor.observe.proof.connections import Connection, Connections
from tutor.observe.proof.events import Event, Traces
from tutor.observe.proof.frames import Frame, Frames
from tutor.observe.proof.legacy import LegacyLines, Line
from tutor.observe.proof.nfnl import Nfnl
from tutor.observe.proof.table import BRIDGE, INET, OwnerTable, Wanted

MOST = 2000
"""Words of the kernel's that are kept of one proof in one namespace."""
FAMILIES = {"rules": INET, "bridges": BRIDGE}


class Ears:
    """Hears chosen packets in a namespace, from now until it is closed."""

    def __init__(
        self,
        netns: int,
        wanted: Iterable[Wanted],
        *,
        legacy: bool = False,
        out: Collection[str] | None = None,
    ) -> None:
        """With ``out``, what goes out is heard at links of these names only; as long as rules are heard, too."""
        wanted = list(wanted)
        self.troubles: dict[str, str] = {}
        """What cannot be heard, and why: rules, bridges, links, legacy, connections."""
        self._open: list[OwnerTable | Traces | Frames | LegacyLines | Connections] = []
        self._events: list[Event] = []
        self._frames: list[Frame] = []
        self._traces: Traces | None = None
        self._links: Frames | None = None
        self._legacy: LegacyLines | None = None
        self._lines: list[Line] = []
        self._tracked: Connections | None = None
        self._connections: list[Connection] = []
        with inside(netns):
            self._hear_rules(wanted)
            self._hear_links(wanted, None if "rules" in self.troubles else out)
            self._hear_connections(wanted)
            if legacy:
                self._hear_legacy()

    def _hear_links(self, wanted: list[Wanted], out: Collection[str] | None) -> None:
        try:
            self._links = Frames(wanted, out)
            self._open.append(self._links)
        except OSError as error:
            self.troubles["links"] = str(error.strerror or error)

    def _hear_rules(self, wanted: list[Wanted]) -> None:
        self._traces = Traces()
        self._open.append(self._traces)
        for name, family in FAMILIES.items():
            try:
                if family == INET or _has_chains(family):
                    self._open.append(OwnerTable(family, wanted))
            except OSError as error:
                self.troubles[name] = str(error.strerror or error)

    def _hear_connections(self, wanted: list[Wanted]) -> None:
        try:
            self._tracked = Connections(wanted)
            self._open.append(self._tracked)
        except OSError as error:
            self.troubles["connections"] = str(error.strerror or error)

    def _hear_legacy(self) -> None:
        try:
            self._legacy = LegacyLines()
            self._open.append(self._legacy)
        except OSError as error:
            self.troubles["legacy"] = str(error.strerror or error)

    def hear(self) -> bool:
        """Take in what there is by now; whether there was anything."""
        events = list(self._traces.read()) if self._traces else []
        frames = list(self._links.read()) if self._links else []
        lines = list(self._legacy.read()) if self._legacy else []
        connections = list(self._tracked.read()) if self._tracked else []
        self._connections += connections[: MOST - len(self._connections)]
        self._lines += lines[: MOST - len(self._lines)]
        self._events += events[: MOST - len(self._events)]
        self._frames += frames
        return bool(events or frames or lines or connections)

    def close(self) -> None:
        """Hear no more; the kernel removes the tables."""
        for each in reversed(self._open):
            each.close()
        self._open.clear()

    def told(self) -> dict[str, Any]:
        """All that was heard, as plain values."""
        return {
            "events": [each.to_plain() for each in self._events],
            "frames": [each.to_plain() for each in self._frames],
            "lines": [each.to_plain() for each in self._lines],
            "connections": [each.to_plain() for each in self._connections],
            "lost": self._lost(),
            "troubles": self.troubles,
            "at": time.time(),
        }

    def _lost(self) -> bool:
        """Whether rules may have been met that were not heard of; connections prove nothing by their absence."""
        kept = max(len(self._events), len(self._lines))
        return kept >= MOST or any(each.lost for each in (self._traces, self._legacy) if each)


def _has_chains(family: int) -> bool:
    """Whether anybody has chains of a family in the current namespace: where nobody has, packets meet no rule."""
    with closing(Nfnl()) as kernel:
        try:
            return bool(kernel.chains(family))
        except ObserverError:  # who makes the table is told why not
            return True
