"""The observer in a real node: every kind of fact, things that come and go, losses, and what cannot be read."""

import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, fields, replace

import pytest

from tests.live.conftest import run
from tests.live.following import Follower
from tests.live.router import Place, Router, router
from tutor.lab.lab import Lab
from tutor.observe.client import ObserverClient
from tutor.state import State

BOX = ("docker", "run", "-d", "--name")
TRACKED = "add table ip t; add chain ip t f { type filter hook input priority 0; }; add rule ip t f ct state new counter"
"""Has the kernel track connections."""
LISTEN = "import socket; s = socket.create_server(('127.0.0.1', 7777)); input()"


@pytest.fixture
async def follower(lab: Lab) -> AsyncIterator[Follower]:
    async with ObserverClient(lab.node()) as client:
        made = Follower(client)
        await made.until(len)
        yield made


async def test_a_container_that_is_gone_at_once_leaves_its_mark(follower: Follower, lab: Lab) -> None:
    assert run(lab, "docker", "run", "--rm", "--name", "flash", "tutor/box", "true").returncode == 0
    await follower.until(lambda _: _came_and_went(follower, "container", name="flash"))
    await follower.until(lambda _: _came_and_went(follower, "link", kind="veth"))


async def test_links_that_come_and_go_in_one_moment_leave_their_mark(follower: Follower, lab: Lab) -> None:
    batch = "link add here type veth peer name there\nlink add br9 type bridge\nlink del here\nlink del br9\nlink add last type bridge\n"
    node = lab.node()
    stop = ["sh", "-c", "pkill -STOP -f '[t]utor.observe'; ip -batch -; pkill -CONT -f '[t]utor.observe'"]
    subprocess.run(node.argv(tuple(stop)), env=node.environment(), input=batch, text=True, check=True)
    await follower.until(lambda state: state.find("link", name="last"))
    assert all(_came_and_went(follower, "link", name=name) for name in ("here", "there", "br9"))


def _came_and_went(follower: Follower, fact: str, /, **fields: str) -> bool:
    """Whether rows came and went, and in that order."""
    came = [
        number for number, change in enumerate(follower.told[1:]) if State(change.gained).find(fact, **fields)
    ]
    went = [
        number for number, change in enumerate(follower.told[1:]) if State(change.lost).find(fact, **fields)
    ]
    return bool(came and went) and came[0] < went[-1]


async def test_the_engines_own_namespaces_are_seen_where_no_container_is(
    follower: Follower, lab: Lab
) -> None:
    run(lab, "docker", "swarm", "init", "--advertise-addr", lab.node().address)
    await follower.until(lambda state: state.find("namespace", name="ingress_sbox"))
    async with ObserverClient(lab.node()) as late:
        first = await Follower(late).until(len)
    assert first.find("namespace", name="ingress_sbox", kind="engine")


async def test_a_network_of_which_the_engine_gives_no_event_is_told_of_all_the_same(
    follower: Follower, lab: Lab
) -> None:
    run(lab, "docker", "swarm", "init", "--advertise-addr", lab.node().address)
    await follower.until(lambda state: state.find("network", name="docker_gwbridge", driver="bridge"))


async def test_what_the_engine_tells_of_bears_the_moment_at_which_the_engine_says_that_it_was(
    follower: Follower, lab: Lab
) -> None:
    run(lab, "docker", "create", "--name", "still", "--network", "none", "tutor/box", "true")
    await follower.until(lambda state: state.find("container", name="still"))
    (told,) = (change for change in follower.told if State(change.gained).find("container", name="still"))
    ask = (
        "docker events --since 0 --until $(($(date +%s) + 1)) --filter event=create --format '{{.TimeNano}}'"
    )
    (at,) = run(lab, "sh", "-c", ask).stdout.split()
    assert told.at == int(at) / 1e9


async def test_a_namespace_that_was_given_a_name_is_watched_until_it_is_gone(
    follower: Follower, lab: Lab
) -> None:
    run(lab, "ip", "netns", "add", "red")
    run(lab, "ip", "link", "add", "to-red", "type", "veth", "peer", "name", "eth0", "netns", "red")
    await follower.until(lambda state: state.find("namespace", name="red", kind="named"))
    await follower.until(lambda state: state.find("link", netns="red", name="eth0", peer_netns="host"))
    run(lab, "ip", "netns", "del", "red")
    await follower.until(lambda state: not state.find("link", netns="red"))


async def test_the_other_end_of_a_second_cable_is_found_where_a_first_one_led_elsewhere(
    follower: Follower, lab: Lab
) -> None:
    run(lab, "ip", "netns", "add", "blue")
    await follower.until(lambda state: state.find("namespace", name="blue"))
    run(lab, "ip", "netns", "add", "red")
    await follower.until(lambda state: state.find("namespace", name="red"))
    cable = ("ip", "-n", "red", "link", "add")
    run(lab, *cable, "eth0", "type", "veth", "peer", "name", "to-red", "netns", "blue")
    await follower.until(lambda state: state.find("link", netns="red", name="eth0", peer_netns="blue"))
    run(lab, *cable, "eth1", "type", "veth", "peer", "name", "to-red", "netns", "1")
    await follower.until(lambda state: state.find("link", netns="red", name="eth1", peer_netns="host"))


async def test_another_name_for_a_containers_namespace_makes_no_second_one(
    follower: Follower, lab: Lab
) -> None:
    run(lab, *BOX, "web", "tutor/box", "sleep", "1d")
    name = 'ln -s "$(docker inspect -f {{.NetworkSettings.SandboxKey}} web)" /run/netns/same'
    run(lab, "bash", "-c", f"ip netns add red && {name} && ip netns add blue")
    state = await follower.until(lambda state: state.find("namespace", name="blue"))
    names = [row.text("name") for row in state.find("namespace")]
    assert sorted(map(str, names)) == ["blue", "host", "red", "web"]


async def test_a_switch_of_the_kernels_is_told_of(follower: Follower, lab: Lab) -> None:
    run(lab, "sysctl", "-w", "net.ipv4.ip_forward=0", "net.ipv4.conf.docker0.route_localnet=1")
    await follower.until(lambda state: state.find("sysctl", name="net.ipv4.ip_forward", value="0"))
    await follower.until(
        lambda state: state.find("sysctl", name="net.ipv4.conf.docker0.route_localnet", value="1")
    )


async def test_a_socket_that_listens_is_told_of_with_its_process(follower: Follower, lab: Lab) -> None:
    node = lab.node()
    listener = subprocess.Popen(
        node.argv((sys.executable, "-I", "-S", "-c", LISTEN)), env=node.environment(), stdin=subprocess.PIPE
    )
    state = await follower.until(lambda state: state.find("listener", port="7777"))
    (row,) = state.find("listener", port="7777")
    assert (row.text("ip"), row.text("proto")) == ("127.0.0.1", "tcp")
    assert str(row.text("process")).startswith("python")
    listener.communicate()
    await follower.until(lambda state: not state.find("listener", port="7777"))


async def test_a_connection_to_a_published_port_shows_both_its_ends(follower: Follower, lab: Lab) -> None:
    run(lab, *BOX, "web", "-p", "8080:80", "tutor/box", "httpd", "-f")
    run(lab, *BOX, "client", "tutor/box", "sleep", "1d")
    run(lab, "docker", "network", "create", "shop")
    run(lab, *BOX, "far", "--network", "shop", "tutor/box", "sleep", "1d")
    state = await follower.until(lambda state: state.find("endpoint", container="web"))
    (web,) = (row.text("ip") for row in state.find("endpoint", container="web"))
    run(lab, "docker", "exec", "client", "nc", "-w", "1", str(web), "80")
    run(lab, "docker", "exec", "far", "ping", "-c1", "-W1", "10.55.0.1")
    await follower.until(
        lambda state: state.find(
            "conntrack", netns="host", proto="icmp", dest="10.55.0.1", rewritten="source"
        )
    )
    await follower.until(lambda state: state.find("fdb", netns="host", master="docker0", permanent="no"))


async def test_rules_of_both_kinds_are_told_of_at_once(follower: Follower, lab: Lab) -> None:
    run(lab, "iptables", "-I", "DOCKER-USER", "-s", "10.7.0.0/16", "-j", "DROP")
    drop = {"kind": "drop", "source": "10.7.0.0/16", "chain": "DOCKER-USER"}
    await follower.until(lambda state: state.find("filter", enter="eth0", leave="docker0", **drop))
    assert follower.state.find("rule", chain="DOCKER-USER", position="1", spec="-s 10.7.0.0/16 -j DROP")
    run(lab, "iptables", "-D", "DOCKER-USER", "1")
    run(
        lab,
        "ip6tables",
        "-t",
        "nat",
        "-A",
        "POSTROUTING",
        "-s",
        "fd00::/64",
        "!",
        "-o",
        "docker0",
        "-j",
        "MASQUERADE",
    )
    state = await follower.until(
        lambda state: state.find("nat", family="6", source="fd00::/64", unless="docker0")
    )
    assert not state.find("filter", **drop)


async def test_rules_that_cannot_be_read_are_trouble_and_no_empty_set(lab: Lab) -> None:
    """A tool that fails: the namespace is not told of, so that no claim passes on what is not there."""
    run(
        lab,
        "sh",
        "-c",
        "mkdir /tmp/broken; printf '#!/bin/sh\\necho no such luck >&2; exit 3' >/tmp/broken/iptables-nft-save; chmod +x /tmp/broken/*",
    )
    node = lab.node()
    broken = type(node)(name=node.name, pid=node.pid, rootless=node.rootless, path=f"/tmp/broken:{node.path}")
    async with ObserverClient(broken) as client:
        follower = Follower(client)
        await follower.until(lambda _: any("no such luck" in word for word in follower.troubles))
        assert not follower.state.find("namespace", name="host")
        run(lab, "rm", "/tmp/broken/iptables-nft-save")
        state = await follower.until(lambda state: state.find("namespace", name="host"))
        assert state.find("nat", kind="masquerade")


@pytest.fixture
def made() -> Iterator[Router]:
    with router() as it:
        yield it


async def test_a_node_without_an_engine_is_observed_under_another_name(made: Router) -> None:
    async with ObserverClient(replace(made.place, name="outside")) as client:
        state = await Follower(client).until(len)
    (space,) = state.find("namespace")
    assert (space.text("name"), space.text("kind")) == ("outside", "outside")
    assert state.find("link", netns="outside", name="br1", kind="bridge")
    assert not state.find("container")


@dataclass(frozen=True, slots=True)
class Narrow(Place):
    """A place whose processes may have fewer files than one namespace takes, unless they ask for more."""

    def argv(self, command: tuple[str, ...]) -> list[str]:
        """The words that run a command there."""
        return ["prlimit", "--nofile=20:1024", *Place.argv(self, command)]


async def test_an_observer_takes_as_many_files_as_it_may(made: Router) -> None:
    narrow = Narrow(**{each.name: getattr(made.place, each.name) for each in fields(made.place)})
    async with ObserverClient(narrow) as client:
        state = await Follower(client).until(len)
    assert state.find("sysctl", netns="host", name="net.ipv4.conf.br1.route_localnet")


async def test_connections_that_were_there_before_the_observer_are_told_of(made: Router) -> None:
    made.run("nft", TRACKED)
    send = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'', ('127.0.0.1', 2000))"
    made.run(sys.executable, "-I", "-S", "-c", send)
    async with ObserverClient(made.place) as client:
        state = await Follower(client).until(len)
    assert state.find("conntrack", dest="127.0.0.1", proto="udp")


async def test_connections_beyond_what_can_be_followed_lead_to_a_fresh_picture(made: Router) -> None:
    """The observer is stopped while more connections begin than its buffer holds events of."""
    made.run("nft", TRACKED)
    async with ObserverClient(made.place) as client:
        follower = Follower(client)
        await follower.until(len)
        flood = "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\\nfor p in range(2000, 9000): s.sendto(b'', ('127.0.0.1', p))"
        assert client._process
        client._process.send_signal(signal.SIGSTOP)
        made.run(sys.executable, "-I", "-S", "-c", flood.replace("\\n", "\n"))
        client._process.send_signal(signal.SIGCONT)
        await follower.until(
            lambda state: len(state.find("conntrack", dest="127.0.0.1", proto="udp")) == 7000
        )
