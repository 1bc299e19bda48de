"""Paths across nodes by tunnel, to macvlan, and over IPv6: predicted, and confirmed by the kernel hop by hop."""

import asyncio

from tests.live.conftest import run
from tests.live.test_trace import follow
from tutor.lab.lab import Lab
from tutor.lab.swarm import join
from tutor.trace.hop import Standing
from tutor.trace.observers import observing

ALPHA = """
docker network create -d overlay --attachable mesh >/dev/null
docker run -d --name far1 --network mesh tutor/box httpd -f -h /www >/dev/null
docker network create -d macvlan --subnet 10.55.0.0/24 --gateway 10.55.0.1 --ip-range 10.55.0.192/27 -o parent=eth0 lan >/dev/null
docker run -d --name mac1 --network lan tutor/box httpd -f -h /www >/dev/null
docker run -d --name mac2 --network lan tutor/box sleep 1d >/dev/null
docker network create --ipv6 --subnet fd00:1::/64 six >/dev/null
docker run -d --name s1 --network six -p 8090:80 tutor/box httpd -f -h /www >/dev/null
docker run -d --name s2 --network six tutor/box sleep 1d >/dev/null
ip6tables -N SIX; ip6tables -I FORWARD -j SIX; ip6tables -A SIX -p tcp --dport 81 -j DROP
"""
BETA = "docker run -d --name far2 --network mesh tutor/box httpd -f -h /www >/dev/null"


async def test_paths_by_tunnel_macvlan_and_ipv6(pair: Lab) -> None:
    await join(pair.nodes)
    for node, script in (("alpha", ALPHA), ("beta", BETA)):
        done = run(pair, "bash", "-ec", script, node=node)
        assert done.returncode == 0, done.stderr
    async with observing(pair.nodes) as observers:
        async with asyncio.timeout(30):
            while len(observers.state.find("listener", port="80", process="httpd")) < 4 or not all(
                observers.state.find("fdb", dst=node.address) for node in pair.nodes if node.engine
            ):
                await asyncio.sleep(0.1)
        far = await follow(observers, "from=far1 to=far2:80")
        assert (far.ends, far.process) == ("far2", "httpd")
        outer = [hop for hop in far.hops if hop.connection == 0]
        assert {hop.node for hop in outer} == {"alpha", "beta"}
        assert {hop.header.dport for hop in outer} == {4789}
        assert {hop.standing for hop in outer} == {Standing.CONFIRMED}
        assert (await follow(observers, "from=far1 to=far2 icmp size=1430")).why == "mtu"
        for _ in range(2):  # the tunnel's own packet is of a connection that is known by then
            again = await follow(observers, "from=far1 to=far2 icmp")
            assert {hop.standing for hop in again.hops if hop.connection == 0} == {Standing.CONFIRMED}

        assert (await follow(observers, "from=outside to=mac1:80")).ends == "mac1"
        assert (await follow(observers, "from=mac2 to=mac1:80")).ends == "mac1"
        parent = await follow(observers, "from=host to=mac1:80")
        assert (parent.ends, parent.why) == ("", "no-arp"), "a macvlan never hears its own parent"

        assert (await follow(observers, "from=s2 to=s1 icmp ipv6")).ends == "s1"
        assert (await follow(observers, "from=host to=s1:80 ipv6")).ends == "s1"
        dropped = await follow(observers, "from=s2 to=s1:81 ipv6")
        assert (dropped.why, dropped.dropped_by) == ("drop", "filter SIX -p tcp -m tcp --dport 81 -j DROP")
        proxied = await follow(observers, "from=host to=[::1]:8090")
        assert (proxied.ends, {hop.connection for hop in proxied.hops}) == ("s1", {1, 2})
