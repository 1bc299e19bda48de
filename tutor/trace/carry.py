"""Carries a packet over what needs no routing: cables, bridges, the wire, tunnels."""

from dataclasses import replace
from ipaddress import IPv6Address, ip_address
from itertools import pairwise
from typing import TYPE_CHECKING, NoReturn

from tutor.observe.proof.header import Header
from tutor.trace import segment
from tutor.trace.bridged import all_crossings, calls_rules, crossings
from tutor.trace.packet import Packet
from tutor.trace.segment import WIRE, Way
from tutor.trace.source import bad_source
from tutor.trace.world import Plug, Space

if TYPE_CHECKING:
    from tutor.trace.follow import Follower, Landed


class WayEnds(Exception):  # noqa: N818 # no error: the packet is lost, or leaves what is observed; its last hop says so
    """The packet goes no further."""


TUNNEL_HEAD = 50
"""Bytes that VXLAN puts before a packet."""


class Carrier:
    """Frames of one follower's packets."""

    def __init__(self, follower: "Follower") -> None:
        self._follower, self._world = follower, follower.world

    def carry(self, plug: Plug, to: str, packet: Packet, *, routed: bool) -> "Landed":
        """From a link to whoever has the next address; where the packet is taken in at last, or WayEnds is raised."""
        follower, space = self._follower, plug.space
        way = self._way(plug, to)
        if isinstance(way, str):
            self._lost(plug, to, packet, way, routed=routed)
        if not self._world.mac_of(plug, to):
            self._ask(way, to, packet)
        follower.add("out", space, packet.header, link=plug.link, via=to, text=self._mac(plug, to))
        if packet.header.family == 6 and not self._world.mac_of(plug, to):  # noqa: PLR2004 # IP's version
            self._solicit(way, to, packet)
        self._pass(way, packet)
        last = way.last
        port = way.plugs[-2] if self._kind(last) == "bridge" else None
        return follower.receive(last.space, last.link, replace(packet, settled=False), port)

    def _way(self, plug: Plug, to: str) -> Way | str:
        """How a frame gets there, or why not, in one word."""
        if plug not in self._world.links or not self._world.links[plug].up:
            return "link-down"
        known = self._world.mac_of(plug, to)
        found = segment.find(plug, to, self._world)
        if known and (found is None or self._world.links[found.last].mac != known[0]):
            other = segment.find_mac(plug, known[0], self._world)
            if other:
                return other
            if found and known[1]:
                return "stale-mac"
        return found or "no-arp"

    def _ask(self, way: Way, to: str, packet: Packet) -> None:
        """By ARP a neighbour is asked in the name of the packet's own source: nobody answers to a false one."""
        asks, end = replace(packet.header, dest=to), way.last
        if packet.enter is None and bad_source(self._world, end.space, asks, end.link):
            self._unanswered(way, to, packet)
        if packet.header.family == 4:  # noqa: PLR2004 # IP's version
            for space in (way.plugs[0].space, end.space):
                self._follower.refuse(space, "arp", packet.header)
            self._cross(way, to, packet, Packet(replace(asks, family=0, proto="arp", sport=None, dport=None)))

    def _cross(self, way: Way, to: str, packet: Packet, asks: Packet) -> None:
        """Lose a packet whose neighbour stays unknown, for a bridge's own rules keep back the question or the answer."""
        answers = replace(asks, header=replace(asks.header, source=to, dest=asks.header.source))
        for frame, plugs in ((asks, way.plugs), (answers, way.plugs[::-1])):
            for crossing in all_crossings(Way(plugs), self._world):
                outcome = self._follower.try_frame(crossing, replace(frame, state="untracked"))
                if outcome.verdict in ("drop", "reject"):
                    self._unanswered(way, to, packet)
                if outcome.verdict != "accept":
                    self._follower.lose(crossing.space, packet.header, outcome.verdict, text=outcome.why)

    def _unanswered(self, way: Way, to: str, packet: Packet) -> NoReturn:
        plug = way.plugs[0]
        self._follower.lose(plug.space, packet.header, "no-arp", link=plug.link, via=to)

    def _lost(self, plug: Plug, to: str, packet: Packet, why: str, *, routed: bool) -> NoReturn:
        follower = self._follower
        out = segment.to_wire(plug, self._world) if why == "no-arp" else None
        if out and (routed or self._world.mac_of(plug, to)):
            follower.add("out", plug.space, packet.header, link=plug.link, via=to)
            self._pass(Way(out.plugs[:-1]), packet)
            end = out.plugs[-2]
            follower.add("leaves", end.space, packet.header, link=end.link, via=to)
            raise WayEnds
        follower.lose(plug.space, packet.header, why, link=plug.link, via=to)

    def _mac(self, plug: Plug, to: str) -> str:
        known = self._world.mac_of(plug, to)
        return known[0] if known else ""

    def _pass(self, way: Way, packet: Packet) -> None:
        """Over each link of a way."""
        for number, (here, there) in enumerate(pairwise(way.plugs)):
            if WIRE in (here, there):
                if there == WIRE:
                    self._follower.add("wire", here.space, packet.header, link=here.link)
            elif self._kind(here) == self._kind(there) == "vxlan":
                self._tunnel(here, there, packet, way.last)
            elif self._is_stacked(here, there) or self._is_stacked(there, here):
                self._stack(here, there, packet)
            elif here.space != there.space:
                to = f"{there.netns}/{there.link}"
                self._follower.add("cable", here.space, packet.header, link=here.link, to=to)
            elif "bridge" in (self._kind(here), self._kind(there)):
                self._bridge(number, packet, way)

    def _is_stacked(self, upper: Plug, lower: Plug) -> bool:
        return upper in self._world.stacked.get(lower, ())

    def _stack(self, here: Plug, there: Plug, packet: Packet) -> None:
        """Between a link and the one that it sits on: a macvlan's or a VLAN's parent."""
        verdict, to = "down" if self._is_stacked(here, there) else "up", f"{there.netns}/{there.link}"
        self._follower.add("stacked", here.space, packet.header, link=here.link, to=to, verdict=verdict)

    def _solicit(self, way: Way, to: str, packet: Packet) -> None:
        """Over IPv6 a neighbour is asked for by a packet of ICMP's, which rules may drop like any other."""
        group = IPv6Address(int(IPv6Address("ff02::1:ff00:0")) | int(ip_address(to)) & 0xFFFFFF)
        asks = Header(6, "icmpv6", packet.header.source, str(group), None, None)
        self._cross(way, to, packet, Packet(asks, solicits=True))
        for bridge in way.plugs[1:-1]:
            if (
                bridge == WIRE
                or self._kind(bridge) != "bridge"
                or not calls_rules(self._world, bridge.space, asks)
            ):
                continue
            for hook in ("prerouting", "forward", "postrouting"):
                enter = None if hook == "postrouting" else bridge.link
                leave = None if hook == "prerouting" else bridge.link
                seen = Packet(asks, "untracked", enter, leave, solicits=True)
                if self._follower.try_hook(bridge.space, hook, seen).verdict in ("drop", "reject"):
                    self._unanswered(way, to, packet)

    def _kind(self, plug: Plug) -> str:
        return self._world.links[plug].kind

    def _bridge(self, number: int, packet: Packet, way: Way) -> None:
        """From a port into a bridge, or out of it; the bridge's own namespace is plugged in, too."""
        here, there = way.plugs[number : number + 2]
        if self._kind(there) == "bridge" and there != way.last:
            self._switch(there, (here, way.plugs[number + 2]), packet, way.last)
        elif there == way.last:
            self._follower.add("switch", there.space, packet.header, link=there.link, via=here.link)
        elif number == 0:
            text = self._learnt(here, way.last)
            self._follower.add("switch", here.space, packet.header, link=here.link, to=there.link, text=text)
            for crossing in crossings(here, None, there):
                self._follower.pass_bridge(crossing, packet, calls=False)

    def _switch(self, bridge: Plug, ports: tuple[Plug, Plug], packet: Packet, end: Plug) -> None:
        """Through a bridge; where it is told to, its namespace's rules see the packet as if it were routed."""
        follower, space = self._follower, bridge.space
        follower.begin_visit()
        came, goes = (port.link for port in ports)
        text = self._learnt(bridge, end)
        follower.add("switch", space, packet.header, link=bridge.link, via=came, to=goes, text=text)
        calls = calls_rules(self._world, space, packet.header)
        seen = replace(packet, enter=bridge.link, leave=None, mark=0, settled=False)
        if calls:
            seen = follower.track(space, seen)
        for crossing in crossings(bridge, *ports):
            before, seen = seen.header, follower.pass_bridge(crossing, seen, calls=calls)
            if seen.header != before:
                follower.lose(space, seen.header, "unknown-bridged-nat", hook=crossing.hook)
        if calls:
            follower.confirm(space, seen)

    def _learnt(self, bridge: Plug, end: Plug) -> str:
        """Behind which port the bridge has learnt the frame's address; empty where it has not."""
        mac = self._world.links[end].mac or ""
        rows = self._world.state.find(
            "fdb", node=bridge.node, netns=bridge.netns, master=bridge.link, mac=mac
        )
        return rows[0].text("link") or "" if rows else ""

    def _tunnel(self, here: Plug, there: Plug, packet: Packet, end: Plug) -> None:
        """Through a tunnel: the frame is wrapped in a UDP packet from node to node, which has a way of its own."""
        follower, row = self._follower, self._world.links[here]
        mac = self._world.links[end].mac or ""
        known = self._world.state.find("fdb", node=here.node, netns=here.netns, link=here.link, mac=mac)
        dest = next((each.text("dst") for each in known if each.text("dst")), None)
        if dest is None:
            follower.lose(here.space, packet.header, "no-tunnel", link=here.link, text=mac)
        outer = Header(6 if ":" in dest else 4, "udp", "", dest, None, row.dstport)
        follower.add("tunnel", here.space, packet.header, link=here.link, to=dest, text=str(row.vni))
        before, follower.connection = follower.connection, 0
        landed = follower.send(
            Space(here.node, "host"), Packet(outer, size=packet.size + TUNNEL_HEAD, may_be_known=True)
        )
        follower.add("unwrapped", landed[0], landed[1].header, link=there.link, to=there.netns)
        follower.connection = before
