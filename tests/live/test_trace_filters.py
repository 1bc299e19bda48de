"""Losses that no rule is to blame for, VLANs and ipvlan: predicted, and confirmed by the kernel."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.live.conftest import run
from tests.live.test_trace import follow
from tutor.lab.lab import Lab
from tutor.trace.observers import Observers, observing

WEB = "docker run -d --name web -p 8080:80 tutor/box httpd -f -h /www >/dev/null"
BACK = "ip route add 10.55.0.100/32 dev docker0"
"""The way back to outside is by another link than the one by which outside comes."""


@pytest.fixture
async def observers(pair: Lab) -> AsyncIterator[Observers]:
    sh(pair, WEB)
    async with observing(pair.nodes) as found:
        await served(found, "web")
        yield found


def sh(lab: Lab, script: str, node: str = "") -> None:
    done = run(lab, "bash", "-ec", script, node=node)
    assert done.returncode == 0, done.stderr


async def served(observers: Observers, *names: str) -> None:
    async with asyncio.timeout(20):
        while not all(observers.state.find("listener", port="80", netns=name) for name in names):
            await asyncio.sleep(0.1)


async def test_the_filter_against_false_sources(observers: Observers, pair: Lab) -> None:
    assert (await follow(observers, "from=outside to=host:8080")).ends == "web"
    sh(pair, f"{BACK}; sysctl -qw net.ipv4.conf.all.rp_filter=1")
    strict = await follow(observers, "from=outside to=host:8080")
    assert (strict.ends, strict.why) == ("", "rp_filter")
    lost = strict.hops[-1]
    assert (lost.netns, lost.link, "rp_filter=1" in lost.text) == ("host", "eth0", True)
    sh(pair, "sysctl -qw net.ipv4.conf.all.rp_filter=2")
    loose = await follow(observers, "from=outside to=host:8080")
    assert (loose.ends, loose.why) == ("web", "no-arp"), "with any way back it is let in; the answer is lost"
    sh(pair, "sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.eth0.rp_filter=0")
    assert (await follow(observers, "from=outside to=host:8080")).ends == "web"


async def test_a_martian(observers: Observers, pair: Lab) -> None:
    """A packet from an address that is the receiver's own."""
    sh(
        pair,
        "ip address add 172.17.0.1/32 dev lo; ip route add 10.55.0.11/32 dev eth0 src 172.17.0.1",
        "outside",
    )
    sh(pair, "ip neighbour flush dev eth0", "outside")
    path = await follow(observers, "from=outside to=10.55.0.11:8080")
    assert path.why == "no-arp", "who asks in the name of that address is not even answered by ARP"
    sh(
        pair,
        "ip route change 10.55.0.11/32 dev eth0; busybox ping -qc1 10.55.0.11; ip route change 10.55.0.11/32 dev eth0 src 172.17.0.1",
        "outside",
    )
    path = await follow(observers, "from=outside to=10.55.0.11:8080")
    assert (path.ends, path.why, path.hops[-1].header.source) == ("", "martian", "172.17.0.1")


async def test_by_vlan(pair: Lab) -> None:
    _needs(pair, "vlan", "id", "30")
    lan = "docker network create -d macvlan --subnet 10.30.0.0/24 -o parent=eth0.30 lan >/dev/null"
    for node, ip in (("alpha", "10.30.0.2"), ("beta", "10.30.0.3")):
        serve = f"docker run -d --name {node}1 --network lan --ip {ip} tutor/box httpd -f -h /www >/dev/null"
        sh(pair, f"{lan}; {serve}", node)
    sh(pair, "docker run -d --name near --network lan --ip 10.30.0.4 tutor/box sleep 1d >/dev/null")
    async with observing(pair.nodes) as observers:
        await served(observers, "alpha1", "beta1")
        assert (await follow(observers, "from=near to=alpha1:80")).ends == "alpha1"
        far = await follow(observers, "from=near to=beta1:80")
        assert far.ends == "beta1"
        assert {"stacked", "wire"} <= {hop.kind for hop in far.hops}
        assert (await follow(observers, "from=outside to=10.30.0.3:80")).ends == ""


async def test_by_ipvlan(pair: Lab) -> None:
    _needs(pair, "ipvlan")
    lan = "docker network create -d ipvlan --subnet 10.55.0.0/24 --gateway 10.55.0.1 --ip-range 10.55.0.192/27 -o parent=eth0 lan"
    serve = "docker run -d --name ip1 --network lan tutor/box httpd -f -h /www"
    sh(pair, f"{lan}; {serve}; docker run -d --name ip2 --network lan tutor/box sleep 1d")
    async with observing(pair.nodes) as observers:
        await served(observers, "ip1")
        assert (await follow(observers, "from=ip2 to=ip1:80")).ends == "ip1"
        assert (await follow(observers, "from=outside to=ip1:80")).ends == "ip1"
        assert (await follow(observers, "from=host to=ip1:80")).ends == "", (
            "an ipvlan never hears its own parent"
        )


def _needs(lab: Lab, kind: str, *options: str) -> None:
    """Skip where the kernel has no such links."""
    made = run(lab, "ip", "link", "add", "link", "eth0", "name", "probe", "type", kind, *options)
    if made.returncode:
        pytest.skip(f"this kernel has no {kind}")
    run(lab, "ip", "link", "delete", "probe")
