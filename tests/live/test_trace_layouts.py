"""The rules of each generation, in iptables-nft, iptables-legacy and nftables: paths through them are as predicted."""

import asyncio

import pytest

from tests.live.conftest import run
from tests.live.rulesets import WEB, from_28, nftables_29, to_27
from tests.live.test_trace import follow
from tutor.lab.lab import Lab
from tutor.trace.hop import Path, Standing
from tutor.trace.observers import Observers, observing

SETUP = f"""
bridge() {{ docker network create -o com.docker.network.bridge.name=$1 --subnet $2 $1 >/dev/null; }}
bridge br1 10.1.0.0/24; bridge br2 10.2.0.0/24
docker run -d --name web --network br1 --ip {WEB} -p 8080:80 tutor/box httpd -f -h /www >/dev/null
docker run -d --name peer --network br1 tutor/box httpd -f -h /www >/dev/null
docker run -d --name far --network br2 tutor/box httpd -f -h /www >/dev/null
nft flush ruleset
sysctl -qw net.ipv4.ip_forward=1
"""
LAYOUTS = {
    "nft-27": ("iptables-nft-restore", to_27),
    "nft-28": ("iptables-nft-restore", from_28),
    "legacy-27": ("iptables-legacy-restore", to_27),
    "legacy-28": ("iptables-legacy-restore", from_28),
    "nftables-29": ("nft -f -", nftables_29),
}
FLOWS = {
    "from=outside to=host:8080": ("web", ""),
    "from=peer to=web:80": ("web", ""),
    "from=far to=web:80": ("", "drop"),
    "from=far to=host:8080": (None, None),
    "from=host to=web:80": ("web", ""),
    "from=host to=host:8080": ("web", ""),
    "from=peer to=web icmp": ("web", ""),
    f"from=outside to={WEB}:80": (None, None),
    "from=web to=8.8.8.8:53/udp": ("beyond", ""),
    "from=peer to=far icmp": ("", "drop"),
}
"""Each flow, where it ends and why not; None where that differs from generation to generation."""


@pytest.mark.parametrize("layout", LAYOUTS)
async def test_paths_through_each_layout(pair: Lab, layout: str) -> None:
    restore, rules = LAYOUTS[layout]
    done = run(pair, "bash", "-ec", SETUP)
    assert done.returncode == 0, done.stderr
    done = run(pair, *restore.split(), text=rules(icc=True, internal=False))
    assert done.returncode == 0, done.stderr
    run(pair, "ip", "route", "add", "10.1.0.0/24", "via", "10.55.0.11", node="outside")
    async with observing(pair.nodes) as observers:
        await _served(observers)
        paths = {flow: await follow(observers, flow) for flow in FLOWS}
    for flow, (ends, why) in FLOWS.items():
        assert ends is None or (paths[flow].ends, paths[flow].why) == (ends, why), flow
    _all_told(paths["from=outside to=host:8080"], layout)


async def _served(observers: Observers) -> None:
    async with asyncio.timeout(20):
        while len(observers.state.find("listener", port="80", process="httpd")) < 3:
            await asyncio.sleep(0.1)


def _all_told(path: Path, layout: str) -> None:
    """The kernel has told of every rule, whichever tool put it there."""
    rules = list(path.rules())
    assert len(rules) >= 4
    assert {hop.rule.backend for hop in rules if hop.rule} == {"legacy" if "legacy" in layout else "nft"}
    assert {hop.standing for hop in rules} == {Standing.CONFIRMED}, [(hop.text, hop.said) for hop in rules]
