"""A lab that attempts were made in is put back as it was when it was new, or it is told that it was not."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.live.acting import UP, playing
from tutor.session.run import run
from tutor.verify.lab import TriedLab, told

OUTSIDE = "## Far\n```bash node=outside run\ntrue\n```\n"
EVERYTHING = {
    "containers": "docker run -d -p 8080:80 tutor/box httpd -f -p 80; docker create tutor/box; docker pause $(docker ps -q)",
    "networks, volumes, tags": "docker network create one; docker volume create two; docker tag tutor/box three",
    "an image": "docker run --name changed tutor/box touch /new; docker commit changed four",
    "rules": "iptables -I FORWARD -j DROP; iptables -P FORWARD ACCEPT; ip6tables -A INPUT -j DROP",
    "links": "ip link add other type bridge; ip link add left type veth peer name right",
    "widths": "ip link set docker0 mtu 1400; ip link set eth0 mtu 1300",
    "addresses": "ip address add 10.9.8.7/24 dev docker0",
    "routes": "ip route add 10.9.0.0/16 via 10.55.0.100; ip route delete default",
    "a namespace": "ip netns add hidden; ip netns exec hidden ip link set lo up",
    "settings": "sysctl -w net.ipv4.ip_forward=0; sysctl -w net.ipv4.conf.docker0.rp_filter=2",
    "files": "mkdir -p /tmp/a/b /etc/docker/c; touch /tmp/a/b/d ~/e /run/f; ln -s /etc/passwd /srv/g",
    "processes": "(sleep 1d & trap '' TERM; setsid sleep 1d; true) >/dev/null 2>&1 &",
}
LASTING = {
    "a file that is changed": "echo 10.55.0.9 nobody >>/etc/hosts",
    "a link that is off": "ip link set docker0 down",
    "an engine that has gone": "kill $(pidof dockerd)",
}


@pytest.fixture
async def tried(own_folders: Path) -> AsyncIterator[TriedLab]:
    async with playing(own_folders, OUTSIDE + UP) as session:
        yield await TriedLab.new(session)


async def do(tried: TriedLab, command: str, node: str = "") -> str:
    return (await run(tried.session.find_node(node), command)).output


async def is_as_new(tried: TriedLab) -> bool:
    """Whether a lab is as it was, without anything being put back."""
    now = {name: await told(tried.session.find_node(name)) for name in tried.first.nodes}
    return now == tried.first.nodes


async def test_whatever_is_done_in_it_is_seen_and_taken_away(tried: TriedLab) -> None:
    await do(tried, "sleep 1d >/dev/null 2>&1 & ip address add 10.9.8.6/24 dev eth0; touch /tmp/x", "outside")
    for what, command in EVERYTHING.items():
        said = await do(tried, command)
        assert not await is_as_new(tried), (what, said)
        assert await tried.empty(tried.session.lesson), (what, said)
        assert await is_as_new(tried)


@pytest.mark.parametrize("command", LASTING.values(), ids=LASTING)
async def test_what_cannot_be_put_back_is_told(tried: TriedLab, command: str) -> None:
    await do(tried, command)
    assert not await tried.empty(tried.session.lesson)
