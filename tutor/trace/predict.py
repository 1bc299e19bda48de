"""The whole of a flow: there and back, through docker-proxy where that takes the connection."""

from contextlib import suppress
from dataclasses import replace
from typing import cast

from tutor.facts.nat import Nat
from tutor.lesson.flow import Flow
from tutor.observe.proof.header import ICMP, Header
from tutor.trace.carry import WayEnds
from tutor.trace.follow import Decided, Follower, Landed
from tutor.trace.hop import Path
from tutor.trace.packet import Packet
from tutor.trace.places import called, find_address, find_space
from tutor.trace.world import Space, World

PROXY = "docker-proxy"
SPORT = 40123
"""The port that a packet is said to come from where nobody has chosen one."""
EPHEMERAL = (32768, 60999)
"""The kernel's own choice of ports, where a namespace's cannot be seen."""
HEADS = {4: 28, 6: 48}
"""Bytes of IP's and ICMP's headers."""


def predict(flow: Flow, world: World, *, sport: int = SPORT, decided: Decided | None = None) -> Path:
    """The way of a flow's packet, from the live state alone. Raises PlaceError where it begins or ends nowhere."""
    return _Prediction(flow, world, sport, decided or {}).run()


class _Prediction:
    def __init__(self, flow: Flow, world: World, sport: int, decided: Decided) -> None:
        self._flow, self._world, self._sport = flow, world, sport
        self._follower = Follower(world, decided)
        self._later: tuple[Space, Packet]
        """A later packet of the connection, and where it is sent from."""
        self._ends = self._process = ""

    def run(self) -> Path:
        """Follow the first packet and its answer; for a later one, these two first."""
        space = find_space(self._flow.source, self._world)
        header = self._header(find_address(self._flow, space, self._world))
        size = self._flow.size + HEADS[header.family] if header.proto in ICMP else 60
        with suppress(WayEnds):
            self._go(space, Packet(header, size=size))
            self._follow_later()
        return self._path()

    def _follow_later(self) -> None:
        """A later packet: the one that is asked for; else, with tcp, that which ends the handshake, if it is lost."""
        if self._flow.state == "established":
            self._follower.hops, self._follower.later = [], True
            self._go(*self._later, once=True)
        elif self._flow.proto == "tcp":
            self._end_handshake()

    def _end_handshake(self) -> None:
        """Tcp's third packet is told of where it is lost: the connection is none then."""
        follower, end = self._follower, (self._ends, self._process)
        before, follower.hops, follower.later = follower.hops, [], True
        try:
            self._go(*self._later, once=True)
        except WayEnds:
            follower.hops = before + follower.hops
            raise
        follower.hops, follower.later = before, False
        self._ends, self._process = end

    def _header(self, address: str) -> Header:
        six = ":" in address
        proto = "icmpv6" if six and self._flow.proto == "icmp" else self._flow.proto
        return Header(6 if six else 4, proto, "", address, self._sport, self._flow.port)

    def _go(self, space: Space, packet: Packet, *, once: bool = False) -> None:
        """There and back."""
        follower = self._follower
        follower.back, follower.connection = False, 1
        follower.add("starts", space, packet.header)
        try:
            landed = follower.send(space, packet)
        finally:
            first = next((hop for hop in follower.hops if hop.kind != "starts"), follower.hops[0])
            follower.hops[0] = replace(follower.hops[0], header=first.header, visit=0)
        self._later = space, replace(packet, header=first.header, first=False)
        self._deliver(landed, once=once)

    def _deliver(self, landed: Landed, *, once: bool = False) -> None:
        """To the socket, or to the kernel itself; then the answer."""
        space, packet = landed
        follower, header = self._follower, packet.header
        if space.netns == "ingress_sbox" or space.netns.startswith("lb_"):
            follower.lose(space, header, "unknown-ipvs")
        if header.proto in ICMP:
            self._echo(space, header)
        else:
            found = self._world.listener(space, header.proto, header.dest, header.dport or 0)
            if found is None:
                follower.lose(space, header, "refused")
            if found.process == PROXY and not once:
                self._take_by_proxy(space, packet)
                return
            follower.add("socket", space, header, to=found.process, text=f"{found.ip}:{found.port}")
            self._end(space, found.process or "")
        if not once:
            self._answer(space, packet)

    def _take_by_proxy(self, space: Space, packet: Packet) -> None:
        """To docker-proxy: with tcp it hears of a connection only when the handshake is over."""
        if packet.header.proto == "tcp":
            self._answer(space, packet)
            self._end_handshake()
            self._through_proxy(space, packet)
        else:
            self._through_proxy(space, packet)
            self._answer(space, packet)

    def _end(self, space: Space, process: str) -> None:
        self._ends, self._process = called(space, self._world), process

    def _echo(self, space: Space, header: Header) -> None:
        ignored = self._world.sysctl(space, "net.ipv4.icmp_echo_ignore_all") == "1"
        if ignored and header.proto == "icmp":
            self._follower.lose(space, header, "echo-ignored")
        self._follower.add("answers", space, header)
        self._end(space, "")

    def _answer(self, space: Space, packet: Packet) -> None:
        """The way back of the answer."""
        follower = self._follower
        follower.back = True
        back = replace(
            Packet(packet.header.turned(), state="established", first=False, size=packet.size),
            ephemeral=packet.ephemeral,
        )
        where, arrived = follower.send(space, back)
        asked = self._later[1].header
        if follower.connection == 1 and not arrived.header.turned().is_like(asked):
            follower.lose(where, arrived.header, "stranger", text=asked.dest)
        follower.add("arrives", where, arrived.header)
        follower.back = False

    def _through_proxy(self, space: Space, packet: Packet) -> None:
        """docker-proxy takes the connection, and makes another to the container."""
        follower, header = self._follower, packet.header
        target = self._proxied(space, header)
        if target is None:
            follower.lose(space, header, "unknown-proxy")
        follower.add("proxy", space, header, to=f"{target[0]}:{target[1]}", text=PROXY)
        follower.connection = 2
        second = Header(6 if ":" in target[0] else 4, header.proto, "", target[0], None, target[1])
        ports = self._ephemeral(space)
        self._deliver(follower.send(space, Packet(second, size=packet.size, ephemeral=ports)))
        follower.connection = 1

    def _ephemeral(self, space: Space) -> tuple[int, int]:
        """The ports from which a namespace's own programs connect."""
        first, _, last = (self._world.sysctl(space, "net.ipv4.ip_local_port_range") or "").partition(" ")
        return (int(first), int(last)) if first.isdigit() and last.isdigit() else EPHEMERAL

    def _proxied(self, space: Space, header: Header) -> tuple[str, int] | None:
        """Where docker-proxy sends what comes to a port: where the rules send it that come from elsewhere."""
        rows = [
            cast("Nat", row)
            for row in self._world.state.find(
                "nat",
                node=space.node,
                netns=space.netns,
                kind="dnat",
                proto=header.proto,
                dport=str(header.dport),
            )
        ]
        found = {row.to for row in rows if row.to and row.family == header.family} or {
            row.to for row in rows if row.to
        }
        if len(found) != 1:
            return None
        address, _, port = found.pop().rpartition(":")
        if not address or not port.isdigit():
            return None
        return self._of_version(space, address.strip("[]"), header.family), int(port)

    def _of_version(self, space: Space, address: str, family: int) -> str:
        """A container's address of the version that the connection has, where the container has such a one."""
        if family == 6 and ":" not in address:  # noqa: PLR2004 # IP's version
            rows = self._world.state.find("endpoint", node=space.node, ip=address)
            return next((each.text("ip6") or address for each in rows), address)
        return address

    def _path(self) -> Path:
        hops = tuple(self._follower.hops)
        lost = next((hop for hop in hops if hop.kind in ("lost", "unknown")), None)
        away = any(hop.kind == "leaves" for hop in hops)
        ends = "beyond" if away else self._ends if not lost or lost.back else ""
        return Path(self._flow, hops, ends, (ends and self._process) or None, lost.why if lost else "")
