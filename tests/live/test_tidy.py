"""A lab that attempts were made in is put back as it was when it was new, or it is told that it was not."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.live.acting import FRONT, UP, playing
from tutor.lesson.reader import load
from tutor.session.quiet import LIMIT
from tutor.session.run import run
from tutor.verify import teller
from tutor.verify.lab import TriedLab

OUTSIDE = "## Far\n```bash node=outside run\ntrue\n```\n"
EVERYTHING = {
    "containers": "docker run -d -p 8080:80 tutor/box httpd -f -p 80; docker create tutor/box; docker pause $(docker ps -q)",
    "networks, volumes, tags": "docker network create one; docker volume create two; docker tag tutor/box three",
    "an image": "docker run --name changed tutor/box touch /new; docker commit changed four",
    "rules": "iptables -I FORWARD -j DROP; iptables -P FORWARD ACCEPT; ip6tables -A INPUT -j DROP",
    "links": "ip link add other type bridge; ip link add left type veth peer name right",
    "widths": "ip link set docker0 mtu 1400; ip link set eth0 mtu 1300",
    "ports": "ip link set eth0 master docker0",
    "links that are off": "ip link set docker0 down; ip link set lo down; ip link set eth0 down",
    "addresses": "ip address add 10.9.8.7/24 dev docker0",
    "routes": "ip route add 10.9.0.0/16 via 10.55.0.100; ip route delete default",
    "a namespace": "ip netns add hidden; ip netns exec hidden ip link set lo up",
    "settings": "sysctl -w net.ipv4.ip_forward=0; sysctl -w net.ipv4.conf.docker0.rp_filter=2",
    "files": "mkdir -p /tmp/a/b /etc/docker/c; touch /tmp/a/b/d ~/e /run/f; ln -s /etc/passwd /srv/g",
    "processes": "(sleep 1d & trap '' TERM; setsid sleep 1d; true) >/dev/null 2>&1 &",
}
LASTING = {
    "a file that is changed": "echo 10.55.0.9 nobody >>/etc/hosts",
    "an engine that has gone": "kill $(pidof dockerd)",
}


@pytest.fixture
async def tried(own_folders: Path) -> AsyncIterator[TriedLab]:
    async with playing(own_folders, OUTSIDE + UP) as session, TriedLab.of(session) as tried:
        yield tried


async def do(tried: TriedLab, command: str, node: str = "") -> str:
    return (await run(tried.session.find_node(node), command)).output


async def is_as_new(tried: TriedLab) -> bool:
    """Whether a lab is as it was, without anything being put back."""
    return (await tried.moment()).nodes == tried.first.nodes


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


async def test_a_container_is_taken_off_networks_that_it_was_put_on(tried: TriedLab) -> None:
    await do(tried, "docker network create shop; docker run -d --name web --network shop tutor/box sleep 1d")
    before = await tried.moment()
    assert before.nodes != tried.first.nodes
    await do(tried, "docker network connect bridge web")
    assert (await tried.moment()).nodes != before.nodes
    assert await tried.is_put_back(before)


async def test_what_the_kernel_was_told_of_a_path_is_forgotten(tried: TriedLab) -> None:
    within = 'nsenter --net="$(docker inspect -f {{.NetworkSettings.SandboxKey}} web)"'
    send = "import socket; s = socket.socket(type=socket.SOCK_DGRAM); s.setsockopt(0, 10, 2); s.connect(('10.55.0.100', 9))"
    await do(tried, "docker run -d --name web tutor/box sleep 1d")
    before = await tried.moment()
    await do(tried, f'ip link set eth0 mtu 1300; {within} python3 -c "{send}; s.send(bytes(1400))"')
    assert "mtu 1300" in await do(tried, f"{within} ip route get 10.55.0.100")
    assert await tried.is_put_back(before)
    assert "mtu" not in await do(tried, f"{within} ip route get 10.55.0.100")


async def test_what_was_done_in_a_swarm_is_taken_away(tried: TriedLab) -> None:
    serve = "docker service create --quiet --name {} tutor/box sleep 1d"
    await do(tried, f"docker swarm init --advertise-addr 10.55.0.11; {serve.format('first')}")
    led = await tried.moment()
    await do(tried, f"{serve.format('second --replicas 2')}; docker network create --driver overlay shop")
    assert await tried.is_put_back(led)
    assert (await do(tried, "docker service ls --format '{{.Name}} {{.Replicas}}'")).strip() == "first 1/1"
    await do(tried, "docker service scale --detach first=2")
    assert not await tried.is_put_back(led)
    assert not await tried.empty(tried.session.lesson)


async def test_the_next_lesson_may_have_fewer_steps(tried: TriedLab, own_folders: Path) -> None:
    troubles: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: troubles.append(context))
    tried.session.open(2)
    path = own_folders / "02-shorter.md"
    path.write_text(FRONT.format("") + OUTSIDE)
    assert await tried.empty(load(path))
    await do(tried, "ip link add other type bridge")
    await asyncio.sleep(LIMIT)
    assert not troubles


async def test_what_is_told_late_is_of_no_other_question(
    tried: TriedLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert all((await tried.moment()).nodes.values())
    with monkeypatch.context() as hurried:
        hurried.setattr(teller, "PATIENCE", 0.001)
        assert not any((await tried.moment()).nodes.values())
    await asyncio.sleep(0.5)
    assert not any((await tried.moment()).nodes.values())
