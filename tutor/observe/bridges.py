"""Bridges that no network tells of: of docker_gwbridge the engine gives no event, so it is asked when the bridge is there."""

import asyncio
from collections.abc import Callable

from tutor.facts.network import bridge
from tutor.facts.raw import Raw

WAITS = (0.2, 1.0, 5.0)
"""Seconds after which the engine is asked for a new bridge's network: it makes the bridge first."""


class Bridges:
    """Has the engine asked again for its networks, a few times for each bridge that none of them accounts for."""

    def __init__(self, raw: Raw, space: str, ask: Callable[[float], object]) -> None:
        """Among the links of this namespace; ``ask`` is told the moment at which the bridge came."""
        self._raw, self._space, self._ask = raw, space, ask
        self._known: set[int] = set()

    def look(self, at: float) -> None:
        """Take in the links that there are at this moment."""
        there = self._there()
        for index in there.keys() - self._known:
            for seconds in WAITS:
                asyncio.get_running_loop().call_later(seconds, self._ask_for, index, at)
        self._known = set(there)

    def _ask_for(self, index: int, at: float) -> None:
        name = self._there().get(index)
        if name and name not in set(map(bridge, self._raw.networks)):
            self._ask(at)

    def _there(self) -> dict[int, str]:
        links = self._raw.namespaces[self._space].links
        return {
            index: link["IFLA_IFNAME"]
            for index, link in links.items()
            if link.get("IFLA_INFO_KIND") == "bridge"
        }
