"""The whole of a flow: there and back, through docker-proxy where that takes the connection."""

from dataclasses import replace
from typing import cast

from tutor.facts.nat import Nat
from tutor.trace.chains import Decided
from tutor.trace.flow import Flow
from tutor.trace.follow import Follower, Landed
from tutor.trace.header import ICMP, Header, Packet
from tutor.trace.hop import Path
from tutor.trace.places import called, find_address, find_space
from tutor.trace.world import Space, World

PROXY = "docker-proxy"
SPORT = 40123
"""The port that a packet is said to come from where nobody has chosen one."""
HEADS = {4: 28, 6: 48}
"""Bytes of IP's and ICMP's headers."""


def predict(flow: Flow, world: World, *, sport: int = SPORT, decided: Decided | None = None) -> Path:
    """The way of a flow's packet, from the live state alone. Raises PlaceError where it begins or ends nowhere."""
    return _Prediction(flow, world, sport, decided or {}).run()


class _Prediction:
    def __init__(self, flow: Flow, world: World, sport: int, decided: Decided) -> None:
        self._flow, self._world, self._sport = flow, world, sport
        self._follower = Follower(world, decided)
        self._ends = self._process = ""

    def run(self) -> Path:
        """Follow the first packet and its answer; for a later one, these two first."""
        space = find_space(self._flow.source, self._world)
        header = self._header(find_address(self._flow, space, self._world))
        size = self._flow.size + HEADS[header.family] if header.proto in ICMP else 60
        packet = Packet(header, size=size)
        there = self._go(space, packet)
        if there and self._flow.state == "established":
            self._follower.hops.clear()
            source = self._first_source
            packet = Packet(replace(header, source=source), size=size, first=False)
            self._go(space, packet, once=True)
        return self._path()

    @property
    def _first_source(self) -> str:
        return self._source

    def _header(self, address: str) -> Header:
        six = ":" in address
        proto = "icmpv6" if six and self._flow.proto == "icmp" else self._flow.proto
        return Header(6 if six else 4, proto, "", address, self._sport, self._flow.port)

    def _go(self, space: Space, packet: Packet, *, once: bool = False) -> bool:
        """There and back; whether all of it arrives."""
        follower = self._follower
        follower.back, follower.connection = False, 1
        follower.add("starts", space, packet.header)
        landed = follower.send(space, packet)
        first = next(hop for hop in follower.hops if hop.kind != "starts")
        follower.hops[0] = replace(follower.hops[0], header=first.header)
        self._source = first.header.source
        return landed is not None and self._deliver(landed, once=once)

    def _deliver(self, landed: Landed, *, once: bool) -> bool:
        """To the socket, or to the kernel itself; then the answer."""
        space, packet = landed
        follower, header = self._follower, packet.header
        if header.proto in ICMP:
            return self._echo(space, packet, once=once)
        found = self._world.listener(space, header.proto, header.dest, header.dport or 0)
        if space.netns == "ingress_sbox" or space.netns.startswith("lb_"):
            follower.lose(space, header, "unknown-ipvs")
            return False
        if found is None:
            follower.lose(space, header, "refused")
            return False
        if found.process == PROXY and not once:
            if not self._through_proxy(space, packet):
                return False
        else:
            follower.add("socket", space, header, to=found.process, text=f"{found.ip}:{found.port}")
            self._end(space, found.process or "")
        return once or self._answer(space, packet)

    def _end(self, space: Space, process: str) -> None:
        self._ends, self._process = called(space, self._world), process

    def _echo(self, space: Space, packet: Packet, *, once: bool) -> bool:
        if self._world.sysctl(space, "net.ipv4.icmp_echo_ignore_all") == "1" and packet.header.family == 4:  # noqa: PLR2004
            self._follower.lose(space, packet.header, "echo-ignored")
            return False
        self._follower.add("answers", space, packet.header)
        self._end(space, "")
        return once or self._answer(space, packet)

    def _answer(self, space: Space, packet: Packet) -> bool:
        """The way back of the answer."""
        follower = self._follower
        follower.back = True
        back = Packet(packet.header.turned(), state="established", first=False, size=packet.size)
        landed = follower.send(space, back)
        if landed is None:
            return False
        follower.add("arrives", landed[0], landed[1].header)
        follower.back = False
        return True

    def _through_proxy(self, space: Space, packet: Packet) -> bool:
        """docker-proxy takes the connection, and makes another to the container."""
        follower, header = self._follower, packet.header
        target = self._proxied(space, header)
        if target is None:
            follower.lose(space, header, "unknown-proxy")
            return False
        follower.add("proxy", space, header, to=f"{target[0]}:{target[1]}", text=PROXY)
        follower.connection = 2
        second = Header(6 if ":" in target[0] else 4, header.proto, "", target[0], None, target[1])
        landed = follower.send(space, Packet(second, size=packet.size))
        arrived = landed is not None and self._deliver(landed, once=False)
        follower.connection, follower.back = 1, False
        return arrived

    def _proxied(self, space: Space, header: Header) -> tuple[str, int] | None:
        """Where docker-proxy sends what comes to a port: where the rules send it that come from elsewhere."""
        rows = [
            cast("Nat", row)
            for row in self._world.state.find(
                "nat", node=space.node, netns=space.netns, kind="dnat", proto=header.proto, dport=str(header.dport)
            )
        ]
        found = {row.to for row in rows if row.to and row.family == header.family} or {row.to for row in rows if row.to}
        if len(found) != 1:
            return None
        address, _, port = found.pop().rpartition(":")
        return (address.strip("[]"), int(port)) if address and port.isdigit() else None

    def _path(self) -> Path:
        hops = tuple(self._follower.hops)
        lost = next((hop for hop in hops if hop.kind in ("lost", "unknown")), None)
        if any(hop.kind == "leaves" for hop in hops):
            return Path(self._flow, hops, "beyond", None, lost.why if lost else "")
        why = lost.why if lost else ""
        return Path(self._flow, hops, self._ends if not lost or lost.back else "", self._process or None, why)
