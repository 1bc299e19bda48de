"""Where a namespace sends a packet: its own tables of routes, as the kernel looks them up."""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from tutor.observe.picture import Route

LOCAL, MAIN, DEFAULT = 255, 254, 253
ORDER = (LOCAL, MAIN, DEFAULT)
"""The tables in the order in which a namespace without rules of its own looks into them."""


Entry = tuple[IPv4Network | IPv6Network, Route]


class Routes:
    """A namespace's routes."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._tables: dict[tuple[int, int], list[Entry]] = {}
        for route in routes:
            entry = (ip_network(route.dst, strict=False), route)
            self._tables.setdefault((route.family, route.table), []).append(entry)

    def look_up(self, address: str, *, link: str | None = None) -> Route | None:
        """The route for an address, the longest prefix of the first table that has one; by a link only, where said."""
        found = ip_address(address)
        for table in ORDER:
            candidates = [
                (network, route)
                for network, route in self._tables.get((found.version, table), ())
                if found in network and (link is None or route.link == link)
            ]
            best = min(candidates, key=lambda pair: (-pair[0].prefixlen, pair[1].metric), default=None)
            if best and best[1].kind != "throw":
                return best[1]
        return None

    def is_own(self, address: str) -> bool:
        """Whether an address is the namespace's own."""
        route = self.look_up(address)
        return route is not None and route.kind == "local"
