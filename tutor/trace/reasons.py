"""Why a packet is lost, in words; and which lesson explains it."""

from tutor.language import _, mark
from tutor.trace.hop import Hop, Path

WHYS = {
    "drop": mark("a rule drops it"),
    "reject": mark("a rule rejects it, and says so to the sender"),
    "no-route": mark("there is no route to {dest}"),
    "no-source": mark("this namespace has no address that could be the packet's source"),
    "rp_filter": mark(
        "the way back to {source} is not by {link}: the filter against false sources drops it ({text})"
    ),
    "martian": mark("a packet from {source} to {dest} cannot come by {link}, says the kernel (a Martian)"),
    "forwarding": mark("this namespace does not forward packets that come by {link} ({text} = 0)"),
    "no-arp": mark("nobody behind {link} answers for {via}"),
    "stale-mac": mark("the hardware address that was entered for {via} is nobody's"),
    "link-down": mark("{link} is down"),
    "refused": mark("nobody listens at {dest} port {port}"),
    "echo-ignored": mark("this namespace answers no ping (net.ipv4.icmp_echo_ignore_all = 1)"),
    "mtu": mark("the packet is larger than {link} carries ({text} bytes), and may not be cut"),
    "no-tunnel": mark("the tunnel does not know at which host {text} is"),
    "stranger": mark("the answer comes from {source}, but {text} was asked: the sender does not take it"),
    "loop": mark("the packet goes in circles"),
    "unknown": mark("this rule asks what is not modelled here ({text}): only the kernel can tell"),
    "unknown-policy": mark("routes are chosen by rules that are not modelled here ({text})"),
    "unknown-route": mark("a route of this kind is not modelled here ({text})"),
    "unknown-sysctl": mark("it cannot be seen whether this namespace forwards ({text})"),
    "unknown-proxy": mark("it cannot be seen where docker-proxy sends this"),
    "unknown-ipvs": mark("the swarm's load balancer (IPVS) is not modelled here"),
    "unknown-family": mark(
        "here are rules of the family {text}, which are not modelled: only the kernel can tell"
    ),
    "unknown-bridged-nat": mark("a rule rewrites a packet inside a bridge: that is not modelled here"),
}
"""By the word for each; whatever begins with «unknown» is not a loss, but the end of what can be foretold."""
OUTCOMES = {
    "refused": mark("connection refused"),
    "timeout": mark("no answer in time"),
    "unreachable": mark("unreachable"),
    "prohibited": mark("prohibited"),
    "too-big": mark("the packet is too big"),
    "no-address": mark("no address"),
    "": mark("an answer"),
}
_LESSONS = {
    "rp_filter": "netfilter",
    "martian": "netfilter",
    "forwarding": "going-out",
    "no-route": "host-and-none",
    "no-source": "host-and-none",
    "no-arp": "the-bridge",
    "stale-mac": "the-bridge",
    "link-down": "veth-pairs",
    "refused": "coming-in",
    "echo-ignored": "two-containers-talk",
    "mtu": "the-overlay",
    "no-tunnel": "the-overlay",
    "stranger": "the-routing-mesh",
    "unknown-ipvs": "the-routing-mesh",
}
_CHAINS = {
    "ISOLATION": "keeping-apart",
    "DOCKER-INTERNAL": "keeping-apart",
    "DOCKER-USER": "who-may-talk",
    "filter-forward": "keeping-apart",
    "raw": "coming-in",
    "DOCKER": "coming-in",
}
"""Parts of the names of tables and chains, and the lessons that are about them; the first that fits."""


def reason(hop: Hop) -> str:
    """Why it ends here, as a sentence."""
    template = WHYS.get(hop.why) or WHYS["drop"]
    return _(
        template,
        dest=hop.header.dest,
        source=hop.header.source,
        port=hop.header.dport,
        link=hop.link,
        via=hop.via,
        text=hop.text,
    )


def outcome(why: str) -> str:
    """What the sender gets, in words."""
    return _(OUTCOMES.get(why, OUTCOMES["unreachable"]))


def lesson(path: Path) -> str | None:
    """The lesson that explains why a packet is lost: its name."""
    lost = path.lost
    if lost is None:
        return None
    if lost.why not in ("drop", "reject"):
        return _LESSONS.get(lost.why)
    where = path.dropped_by
    same = lost.hook == "forward" and any(
        hop.kind == "switch" and hop.visit == lost.visit for hop in path.hops
    )
    if same:
        return "who-may-talk"  # between two ports of one bridge: icc
    return next((slug for word, slug in _CHAINS.items() if word in where), "netfilter")
