"""Rules of a bridge's own family: predicted at each hook that a frame passes, and confirmed by the kernel."""

import pytest

from tests.live.test_trace import follow
from tests.live.test_trace_filters import served, sh
from tutor.lab.lab import Lab
from tutor.lesson.flow import parse
from tutor.trace.hop import Path, Standing
from tutor.trace.observers import observing
from tutor.trace.prove import trace

CONTAINERS = """
docker run -d --name web -p 8080:80 tutor/box httpd -f -h /www >/dev/null
docker run -d --name db tutor/box httpd -f -h /www >/dev/null
"""
CALLS = "sysctl -qw net.bridge.bridge-nf-call-iptables="
FLOWS = {
    "from=web to=db:80": ("prerouting", "forward", "postrouting"),
    "from=web to=host:80": ("prerouting", "input"),
    "from=host to=web:80": ("output", "postrouting"),
    "from=outside to=host:8080": ("output", "postrouting"),
}
"""Each flow, and the hooks of the bridge that its first packet passes."""
FORGET = """
nsenter -t $(docker inspect -f '{{.State.Pid}}' web) -n ip neighbour flush dev eth0
ip neighbour flush dev docker0
"""
"""Whom either side has asked for and found, or asks for still."""
HOOKS = ("prerouting", "input", "forward", "output", "postrouting")


def rules(chains: str) -> str:
    return f"nft delete table bridge mine 2>/dev/null || true; nft -f - <<'EOF'\ntable bridge mine {{\n{chains}\n}}\nEOF"


def chain(hook: str, *lines: str, priority: int = -200, policy: str = "accept") -> str:
    head = f"type filter hook {hook} priority {priority}; policy {policy};"
    return "\n".join((f"chain {hook} {{", head, *lines, "}"))


def met(path: Path) -> list[str]:
    """The bridge's own rules that were met on the way there."""
    return [
        hop.rule.chain
        for hop in path.rules()
        if hop.rule and hop.rule.table == "mine" and not hop.back and not hop.later
    ]


@pytest.mark.parametrize("calls", [0, 1])
async def test_a_frame_meets_rules_at_each_hook_that_it_passes(pair: Lab, calls: int) -> None:
    sh(pair, f"{CONTAINERS}{CALLS}{calls}")
    async with observing(pair.nodes) as observers:
        await served(observers, "web", "db")
        for priority in (-200, 0, 10):
            sh(
                pair,
                rules(
                    "\n".join(chain(hook, "meta l4proto tcp counter", priority=priority) for hook in HOOKS)
                ),
            )
            for flow, hooks in FLOWS.items():
                found = met(await follow(observers, flow))
                assert found == [hook for hook in hooks for _ in ("rule", "policy")], (flow, priority)


@pytest.mark.parametrize("hook", ["prerouting", "forward", "postrouting"])
async def test_the_rule_that_drops_is_named_before_and_behind_those_of_ip(pair: Lab, hook: str) -> None:
    sh(pair, f"{CONTAINERS}{CALLS}1")
    async with observing(pair.nodes) as observers:
        await served(observers, "web", "db")
        for priority in (-1, 0, 1):
            sh(pair, rules(chain(hook, "tcp dport 80 drop", priority=priority)))
            path = await follow(observers, "from=web to=db:80")
            assert (path.why, path.dropped_by) == ("drop", f"mine {hook} tcp dport 80 drop"), priority


async def test_what_keeps_arp_back_keeps_all_back(pair: Lab) -> None:
    sh(pair, CONTAINERS)
    async with observing(pair.nodes) as observers:
        await served(observers, "web", "db")
        sh(pair, rules(chain("forward", "ip protocol tcp accept", policy="drop")) + FORGET)
        assert (await follow(observers, "from=web to=db:80")).why == "no-arp"
        sh(
            pair,
            rules(chain("forward", "ip protocol tcp accept", "ether type arp accept", policy="drop"))
            + FORGET,
        )
        assert (await follow(observers, "from=web to=db:80")).ends == "db"
        assert (await follow(observers, "from=web to=db icmp")).dropped_by == "mine forward "
        sh(pair, rules(chain("prerouting", 'iifname "veth*" drop')) + FORGET)
        assert (await follow(observers, "from=host to=db:80")).why == "no-arp", "the answer is kept back"


async def test_of_what_is_not_modelled_the_kernel_decides(pair: Lab) -> None:
    sh(pair, CONTAINERS)
    async with observing(pair.nodes) as observers:
        await served(observers, "web", "db")
        sh(
            pair,
            rules(
                chain(
                    "postrouting",
                    "meta l4proto udp accept",
                    "ether saddr != 02:00:00:00:00:00 tcp dport 80 drop",
                )
            ),
        )
        assert (await follow(observers, "from=web to=db:81")).why == "refused"
        path = await follow(observers, "from=web to=db:80")
        assert path.dropped_by.startswith("mine postrouting ether saddr")
        assert path.notes, "that the kernel has decided is told"


async def test_what_a_proxy_is_answered_is_heard_at_the_bridge_too(pair: Lab) -> None:
    sh(pair, CONTAINERS)
    async with observing(pair.nodes) as observers:
        await served(observers, "web", "db")
        sh(pair, rules(chain("prerouting", "meta l4proto tcp counter")))
        path = await follow(observers, "from=host to=host:8080")
        told = [
            hop.standing
            for hop in path.rules()
            if hop.rule and hop.rule.table == "mine" and hop.connection == 2 and hop.back
        ]
        assert told == [Standing.CONFIRMED] * 2


async def test_where_there_are_rules_for_devices_nothing_is_guessed(pair: Lab) -> None:
    sh(pair, CONTAINERS)
    async with observing(pair.nodes) as observers:
        await served(observers, "web", "db")
        hook = "type filter hook egress device docker0 priority 0;"
        sh(pair, f"nft 'add table netdev mine; add chain netdev mine f {{ {hook} }}'")
        sh(pair, "nft add rule netdev mine f tcp dport 80 drop")
        for flow in ("from=host to=web:80", "from=web to=host:80"):
            path = await trace(parse([flow]), observers)
            assert path.why == "unknown-family", flow
            assert not [hop for hop in path.hops if hop.standing is Standing.CONTRADICTED], flow
