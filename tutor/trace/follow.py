"""Follows a packet from namespace to namespace, as the kernel would take it: routes, rules, cables, bridges, sockets.

Each thing that happens is a hop. What is not modelled ends the way as unknown, and never by a guess.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NoReturn

from tutor.firewall.rule import BRIDGE
from tutor.observe.picture import Route
from tutor.observe.proof.header import Header
from tutor.trace.bridged import ASIDE, Crossing, calls_rules, crossings
from tutor.trace.carry import Carrier, WayEnds
from tutor.trace.chains import ANY, Hook, Met, Outcome
from tutor.trace.hop import Hop, RuleKey
from tutor.trace.packet import Packet, Track
from tutor.trace.routing import Routes
from tutor.trace.source import bad_source
from tutor.trace.translate import Addresses
from tutor.trace.world import Plug, Space, World

MOST = 400
"""Hops after which a packet counts as going in circles."""
_REWRITES_DEST = ("prerouting", "output")

Decided = Mapping[tuple[int, RuleKey], bool]
"""By the number of a pass through a namespace and the rule: whether the kernel has said that the packet meets it."""
Landed = tuple[Space, Packet]
"""Where a packet was taken in, and as what."""


class Follower:
    """One flow's packets, one after the other; remembers the connections that namespaces track."""

    def __init__(self, world: World, decided: Decided) -> None:
        self.world = world
        self.hops: list[Hop] = []
        self.back = False
        self.later = False
        self.connection = 1
        self._decided = decided
        self._tracks: dict[Space, list[Track]] = {}
        self._visit = self._visits = 0
        self._entry: dict[int, Header] = {}
        self._carrier = Carrier(self)

    def add(self, kind: str, space: Space, header: Header, **more: Any) -> None:
        """Something happens."""
        self.hops.append(
            Hop(
                kind=kind,
                node=space.node,
                netns=space.netns,
                header=header,
                back=self.back,
                later=self.later,
                connection=self.connection,
                visit=self._visit,
                **more,
            )
        )

    def lose(self, space: Space, header: Header, why: str, **more: Any) -> NoReturn:
        """The packet's way ends here."""
        self.add("unknown" if why.startswith("unknown") else "lost", space, header, why=why, **more)
        raise WayEnds

    def refuse(self, space: Space, family: str, header: Header) -> None:
        """Do not go on where there are rules of a family that is not modelled."""
        if self.world.tables[space].has(family):
            self.lose(space, header, "unknown-family", text=family)

    def send(self, space: Space, packet: Packet) -> Landed:
        """A namespace sends a packet of its own; where it is taken in. Raises WayEnds where it is not."""
        self.begin_visit()
        route = self._route(space, packet.header)
        if not packet.header.source:
            source = Addresses(space, self.world).source_for(packet.header.dest, route)
            if source is None:
                self.lose(space, packet.header, "no-source")
            packet = replace(packet, header=replace(packet.header, source=source))
        packet = self.track(space, replace(packet, enter=None, leave=_leaves(route)))
        self._tell_route(space, packet.header, route)
        self._check_size(space, packet, packet.leave)
        before = packet
        passed = self.pass_hook(space, "output", packet)
        if (passed.header.dest, passed.mark) != (before.header.dest, before.mark):
            route = self._route(space, passed.header)
            self._tell_route(space, passed.header, route)
            passed = replace(passed, leave=_leaves(route))
        return self._leave(space, passed, route)

    def receive(self, space: Space, link: str, packet: Packet, port: Plug | None = None) -> Landed:
        """A packet has come into a namespace by a link; where that is a bridge, by a port of it."""
        if len(self.hops) > MOST:
            self.lose(space, packet.header, "loop")
        self.begin_visit()
        packet = self.track(
            space, replace(packet, enter=link, leave=None, mark=packet.mark if packet.settled else 0)
        )
        passed = self._come_in(space, link, packet, port)
        if bad := bad_source(self.world, space, passed.header, link):
            self.lose(space, passed.header, bad[0], link=link, text=bad[1])
        route = self._route(space, passed.header)
        if route.kind == "local":
            self._tell_route(space, passed.header, route)
            return self._take_in(space, passed)
        return self._forward(space, passed, route)

    def _come_in(self, space: Space, link: str, packet: Packet, port: Plug | None) -> Packet:
        """The packet behind the first hook; a bridge's own rules have it before its namespace has."""
        passed, calls = packet, False
        if port and self.world.tables[space].has(BRIDGE):
            calls = calls_rules(self.world, space, packet.header)
            for crossing in crossings(Plug(space.node, space.netns, link), port, None):
                passed = self.pass_bridge(crossing, passed, calls=calls)
        self.add("in", space, passed.header, link=link)
        self.refuse(space, "netdev", packet.header)
        return passed if calls else self.pass_hook(space, "prerouting", passed)

    def begin_visit(self) -> None:
        """The packet begins to pass a namespace."""
        self._visits += 1
        self._visit = self._visits

    def pass_hook(self, space: Space, name: str, packet: Packet) -> Packet:
        """The packet behind a hook."""
        outcome = self.try_hook(space, name, packet)
        return self._behind(space, name, packet, outcome)

    def try_hook(self, space: Space, name: str, packet: Packet) -> Outcome:
        """What a hook would make of a packet."""
        return replace(self._hook(space, name), fixed=self._fixed(space, name, packet)).walk(packet)

    def pass_bridge(self, crossing: Crossing, packet: Packet, *, calls: bool) -> Packet:
        """The packet behind a hook of a bridge's: its own rules, and where they are called, IP's among them."""
        if not calls or crossing.hook not in ASIDE:
            return self._pass_frame(crossing, packet, ANY)
        aside, hook = ASIDE[crossing.hook], crossing.hook
        packet = self._pass_frame(crossing, packet, range(ANY.start, aside + 1))
        enter = None if hook == "postrouting" else crossing.bridge
        leave = None if hook == "prerouting" else crossing.bridge
        packet = self.pass_hook(crossing.space, hook, replace(packet, enter=enter, leave=leave))
        return self._pass_frame(crossing, packet, range(aside + 1, ANY.stop))

    def try_frame(self, crossing: Crossing, packet: Packet, span: range = ANY) -> Outcome:
        """What a bridge's own rules would make of a packet."""
        seen = replace(packet, enter=crossing.enter, leave=crossing.leave)
        return replace(self._hook(crossing.space, crossing.hook), family=BRIDGE, span=span).walk(seen)

    def _pass_frame(self, crossing: Crossing, packet: Packet, span: range) -> Packet:
        outcome = self.try_frame(crossing, packet, span)
        passed = self._behind(crossing.space, crossing.hook, packet, outcome)
        return replace(packet, mark=passed.mark)

    def _hook(self, space: Space, name: str) -> Hook:
        return Hook(
            tables=self.world.tables[space],
            name=name,
            own=self._routes(space).is_own,
            decided={key: met for (visit, key), met in self._decided.items() if visit == self._visit},
            translate=Addresses(space, self.world).translate,
        )

    def _behind(self, space: Space, name: str, packet: Packet, outcome: Outcome) -> Packet:
        self._tell_rules(space, name, packet, outcome)
        if outcome.verdict != "accept":
            self.lose(space, outcome.packet.header, outcome.verdict, hook=name, text=outcome.why)
        return outcome.packet

    def confirm(self, space: Space, packet: Packet) -> None:
        """The connection is known here from now on, where connections are tracked."""
        family = "ip6" if packet.header.family == 6 else "ip"  # noqa: PLR2004 # IP's version
        if packet.state == "new" and self.world.tables[space].is_tracking(family):
            entry = self._entry[self._visit]
            self._tracks.setdefault(space, []).append(Track(entry, packet.header.turned()))

    def _routes(self, space: Space) -> Routes:
        return self.world.routes[space]

    def _route(self, space: Space, header: Header) -> Route:
        if policies := self.world.pictures[space].policies:
            self.lose(space, header, "unknown-policy", text="; ".join(policies))
        route = self._routes(space).look_up(header.dest)
        if route is None or route.kind in ("unreachable", "blackhole", "prohibit"):
            self.lose(space, header, "no-route", text="" if route is None else f"{route.kind} {route.dst}")
        if route.kind not in ("unicast", "local") or route.link is None:
            self.lose(space, header, "unknown-route", text=f"{route.kind} {route.dst}")
        return route

    def _tell_route(self, space: Space, header: Header, route: Route) -> None:
        link = _leaves(route) if route.kind == "local" and not self.hops[-1:] else route.link
        dst = "default" if route.dst in ("0.0.0.0/0", "::/0") else route.dst
        self.add("route", space, header, link=link, via=route.via, text=dst, verdict=route.kind)

    def _leave(self, space: Space, packet: Packet, route: Route) -> Landed:
        """Out of a namespace: the last hook, then the link."""
        passed = self.pass_hook(space, "postrouting", packet)
        self.refuse(space, "netdev", passed.header)
        self.confirm(space, passed)
        link = passed.leave or "lo"
        plug = Plug(space.node, space.netns, link)
        if link == "lo":
            self.add("out", space, passed.header, link=link)
            return self.receive(space, "lo", replace(passed, settled=True))
        return self._carrier.carry(plug, route.via or passed.header.dest, passed, routed=bool(route.via))

    def _forward(self, space: Space, packet: Packet, route: Route) -> Landed:
        version, link = packet.header.family, packet.enter
        name = "net.ipv6.conf.all.forwarding" if version == 6 else f"net.ipv4.conf.{link}.forwarding"  # noqa: PLR2004
        allowed = self.world.sysctl(space, name)
        if allowed is None:
            self.lose(space, packet.header, "unknown-sysctl", text=name)
        if allowed == "0":
            self.lose(space, packet.header, "forwarding", link=link, text=name)
        self._tell_route(space, packet.header, route)
        self._check_size(space, packet, route.link)
        passed = self.pass_hook(space, "forward", replace(packet, leave=route.link))
        return self._leave(space, passed, route)

    def _check_size(self, space: Space, packet: Packet, link: str | None) -> None:
        """Lose a packet that is larger than what a link carries: the flow's may not be cut into pieces."""
        found = self.world.links.get(Plug(space.node, space.netns, link or ""))
        if found and packet.size > found.mtu:
            self.lose(space, packet.header, "mtu", link=link, text=str(found.mtu))

    def _take_in(self, space: Space, packet: Packet) -> Landed:
        passed = self.pass_hook(space, "input", packet)
        self.confirm(space, passed)
        return space, passed

    def track(self, space: Space, packet: Packet) -> Packet:
        """The packet as connection tracking takes it that comes into a namespace, or passes a bridge there."""
        header = self._entry[self._visit] = packet.header
        if packet.settled:
            return packet
        known = self._find(space, header)
        fresh = known is None or (header == known.there and packet.first)
        began, back = (known.there, header == known.back) if known else (header, False)
        state = "new" if fresh else "established"
        return replace(packet, state=state, settled=False, original=began, back=back)

    def _find(self, space: Space, header: Header) -> Track | None:
        return next((each for each in self._tracks.get(space, ()) if header in (each.there, each.back)), None)

    def _fixed(self, space: Space, hook: str, packet: Packet) -> Header | None:
        """The header as a known connection's packet has it behind a hook at which addresses are rewritten."""
        track = self._find(space, self._entry[self._visit])
        whole = track.translated(self._entry[self._visit]) if track else None
        if whole is None or packet.state != "established":
            return None
        if hook in _REWRITES_DEST:
            return replace(packet.header, dest=whole.dest, dport=whole.dport)
        return replace(packet.header, source=whole.source, sport=whole.sport)

    def _tell_rules(self, space: Space, hook: str, packet: Packet, outcome: Outcome) -> None:
        header = packet.header
        for met in outcome.met:
            header = met.after or header
            self._tell_rule(space, hook, header, met)
        if header != outcome.packet.header:  # by connection tracking, without any rule
            self.add("known", space, outcome.packet.header, before=header, hook=hook)

    def _tell_rule(self, space: Space, hook: str, header: Header, met: Met) -> None:
        self.add(
            "policy" if met.rule.position == 0 else "rule",
            space,
            header,
            before=met.before,
            hook=hook,
            rule=met.rule,
            text=met.text,
            verdict=met.verdict,
            to=met.to,
            passed=met.passed,
            perhaps=met.perhaps,
        )


def _leaves(route: Route) -> str | None:
    return "lo" if route.kind == "local" else route.link
