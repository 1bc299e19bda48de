"""The addresses that a namespace gives a connection: by a rule's words, or by its own links and routes."""

from dataclasses import replace
from ipaddress import ip_address, ip_interface

from tutor.firewall import Rule
from tutor.observe.picture import Route
from tutor.observe.proof.header import Header
from tutor.trace.packet import Packet
from tutor.trace.world import Plug, Space, World


class Addresses:
    """Chooses addresses for one namespace."""

    def __init__(self, space: Space, world: World) -> None:
        self._space, self._world = space, world

    def source_for(self, dest: str, route: Route) -> str | None:
        """The address that a packet of the namespace's own gets as its source."""
        if route.source:
            return route.source
        if route.kind == "local":
            return dest
        return self.of_link(route.link, route.via or dest, ip_address(dest).version)

    def of_link(self, link: str | None, near: str, family: int) -> str | None:
        """The address that a link gives to what goes out by it: one of the next hop's network before any other."""
        plug = Plug(self._space.node, self._space.netns, link or "")
        rows = [row for row in self._world.addresses(plug, family) if _is_wide(row.ip) or not _is_wide(near)]
        close = [row.ip for row in rows if ip_address(near) in ip_interface(row.cidr).network]
        for best in (*close, *(row.ip for row in rows), *self._any(family)):
            return best
        return None

    def _any(self, family: int) -> list[str]:
        """The namespace's other addresses, for a link that has none of its own."""
        plugs = sorted(plug for plug in self._world.links if plug.space == self._space and plug.link != "lo")
        return [row.ip for plug in plugs for row in self._world.addresses(plug, family) if _is_wide(row.ip)]

    def translate(self, rule: Rule, packet: Packet) -> Header | None:
        """The packet's header after a rule that rewrites addresses; None where the rule leaves a choice."""
        header = packet.header
        if rule.verdict == "masquerade":
            route = self._world.routes[self._space].look_up(header.dest)
            near = (route.via if route else None) or header.dest
            source = self.of_link(packet.leave, near, header.family)
            return (
                replace(header, source=source)
                if source and not rule.to and "random" not in rule.text
                else None
            )
        if rule.verdict == "redirect":
            return self._redirected(rule, packet)
        found = _target(rule.to or "")
        if found is None or "random" in rule.text or "persistent" in rule.text:
            return None
        address, port = found
        if rule.verdict == "dnat":
            return replace(header, dest=address or header.dest, dport=port or header.dport)
        return replace(header, source=address or header.source, sport=port or header.sport)

    def _redirected(self, rule: Rule, packet: Packet) -> Header | None:
        found = _target(f":{rule.to}") if rule.to else ("", None)
        if found is None:
            return None
        loopback = "::1" if packet.header.family == 6 else "127.0.0.1"  # noqa: PLR2004 # IP's version
        own = (
            self.of_link(packet.enter, packet.header.source, packet.header.family)
            if packet.enter
            else loopback
        )
        return replace(packet.header, dest=own, dport=found[1] or packet.header.dport) if own else None


def _is_wide(address: str) -> bool:
    return not ip_address(address).is_link_local


def _target(text: str) -> tuple[str, int | None] | None:
    """The address and port of a rule's target; None where it leaves a choice, or is not to be read."""
    address, port = text, ""
    if text.startswith("["):
        address, _, port = text[1:].partition("]")
        port = port.lstrip(":")
    elif text.count(":") == 1:
        address, _, port = text.partition(":")
    if (port and not port.isdigit()) or not (address or port):
        return None
    try:
        return (str(ip_address(address)) if address else ""), (int(port) if port else None)
    except ValueError:
        return None
