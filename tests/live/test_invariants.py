"""What holds on every engine from 20.10 on: the same facts, asked in the same words, on each engine at hand.

The engine is the system's; with TUTOR_ENGINES=all, as ``./tutor.sh test engines`` has it, also those that
``tests/engines/fetch`` has unpacked. The numbers are those of the list of invariants in ``docs/observer.md``.
"""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from tests.live.conftest import run
from tests.live.following import Follower
from tutor.lab.lab import Lab, bring_up
from tutor.observe.client import ObserverClient
from tutor.state import Row, State

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tutor-engines"
OTHERS = CACHE.glob("*/.done") if os.environ.get("TUTOR_ENGINES") == "all" else ()
ENGINES = [None, *sorted(done.parent for done in OTHERS)]
_BRIDGE = "com.docker.network.bridge"
NETWORKS = (
    f"-o {_BRIDGE}.name=br-shop --subnet 10.20.0.0/24 shop",
    f"-o {_BRIDGE}.name=br-vault --internal --subnet 10.21.0.0/24 vault",
    f"-o {_BRIDGE}.name=br-quiet -o {_BRIDGE}.enable_icc=false --subnet 10.22.0.0/24 quiet",
    "-d macvlan -o parent=eth0 --subnet 10.30.0.0/24 lan",
)
CONTAINERS = {
    "web": "-p 8080:80 tutor/box httpd -f",
    "db": "--network shop tutor/box sleep 1d",
    "app": "--network shop tutor/box sleep 1d",
    "safe": "--network vault tutor/box sleep 1d",
    "mute": "--network quiet tutor/box sleep 1d",
    "mime": "--network quiet tutor/box sleep 1d",
    "lone": "--network none tutor/box sleep 1d",
    "wide": "--network host tutor/box sleep 1d",
    "side": "--network container:web tutor/box sleep 1d",
    "far": "--network lan tutor/box sleep 1d",
}
ON_BRIDGES = ("web", "db", "app", "safe", "mute", "mime")


@pytest.fixture(params=ENGINES, ids=lambda folder: folder.name if folder else "system")
async def lab(request: pytest.FixtureRequest, own_folders: Path) -> AsyncIterator[Lab]:
    """A lab of one node for each engine at hand."""
    assert own_folders
    made = await bring_up(engine_dir=request.param)
    yield made
    await made.down()


def _docker(lab: Lab, *commands: str) -> None:
    done = run(lab, "sh", "-ec", "\n".join(f"docker {command}" for command in commands))
    assert done.returncode == 0, done.stderr


async def test_one_host(lab: Lab) -> None:
    _docker(lab, *(f"network create {options}" for options in NETWORKS))
    _docker(lab, *(f"run -d --name {name} {options}" for name, options in CONTAINERS.items()))
    async with ObserverClient(lab.node()) as client:
        state = await Follower(client).until(_has_settled)
    failing = [check.__name__ for check in STATIC if not check(state)]
    failing += [check.__name__ for check in BEHAVIOUR if not check(lab, state)]
    assert failing == []


def _has_settled(state: State) -> object:
    return (
        len(state.find("container", state="running")) == len(CONTAINERS)
        and all(state.find("namespace", name=name) for name in (*ON_BRIDGES, "far", "lone"))
        and all(state.find("link", netns=name, name="eth0", peer_netns="host") for name in ON_BRIDGES)
        and state.find("listener", netns="host", port="8080", process="docker-proxy")
        and all(state.find("link", name=str(row.text("bridge")), state="up") for row in _bridges(state))
    )


def _bridges(state: State) -> list[Row]:
    return state.find("network", driver="bridge")


def _endpoints(state: State) -> Iterator[tuple[Row, Row]]:
    """Each container's endpoint in a bridge network, with the network."""
    for network in _bridges(state):
        for endpoint in state.find("endpoint", network=str(network.text("name"))):
            yield endpoint, network


def _text(row: Row, field: str) -> str:
    return str(row.text(field))


def i1_bridge_has_the_gateways_address(state: State) -> bool:
    return all(
        state.find("link", netns="host", name=_text(network, "bridge"), kind="bridge")
        and state.find("address", netns="host", link=_text(network, "bridge"), cidr=_gateway(network))
        for network in _bridges(state)
    )


def _gateway(network: Row) -> str:
    base, _, prefix = _text(network, "subnet").partition("/")
    return f"{base.rpartition('.')[0]}.1/{prefix}"


def i2_route_to_the_subnet(state: State) -> bool:
    return all(
        state.find("route", netns="host", dst=_text(network, "subnet"), link=_text(network, "bridge"))
        for network in _bridges(state)
    )


def i3_one_port_for_each_container(state: State) -> bool:
    return all(
        len(state.find("link", netns="host", master=_text(network, "bridge"), kind="veth", mtu="1500"))
        == len(state.find("endpoint", network=_text(network, "name")))
        for network in _bridges(state)
    )


def i4_pairs(state: State) -> bool:
    eth0 = (
        (state.find("link", netns=_text(end, "container"), name="eth0"), network)
        for end, network in _endpoints(state)
    )
    return all(
        state.find(
            "link", netns="host", name=_text(link, "peer"), master=_text(network, "bridge"), peer="eth0"
        )
        for (link,), network in eth0
    )


def i5_addresses_are_those_of_the_engine(state: State) -> bool:
    return all(
        state.find(
            "address",
            netns=_text(end, "container"),
            link="eth0",
            ip=_text(end, "ip"),
            prefix=_text(end, "prefix"),
        )
        and state.find("link", netns=_text(end, "container"), name="eth0", mac=_text(end, "mac"))
        and int(_text(end, "mac")[:2], 16) & 0b11 == 0b10
        for end, _ in _endpoints(state)
    )


def i6_default_route_by_the_gateway(state: State) -> bool:
    return all(
        state.find("route", netns=_text(end, "container"), dst="default", via=_text(end, "gateway"))
        for end, network in _endpoints(state)
        if network.text("internal") == "no"
    )


def i6_no_way_out_of_an_internal_network(state: State) -> bool:
    """20.10 gives its containers a default route that leads nowhere; later engines give none."""
    way = {"hook": "forward", "family": "4", "enter": "br-vault", "leave": "eth0"}
    return bool(state.find("filter", netns="host", kind="drop", all="yes", **way))


def i8_modes_without_a_network_of_their_own(state: State) -> bool:
    (lone,) = (row.text("name") for row in state.find("link", netns="lone"))
    return lone == "lo" and not any(state.find("namespace", name=name) for name in ("wide", "side"))


def i9_masquerade(state: State) -> bool:
    return all(
        bool(
            state.find(
                "nat",
                netns="host",
                kind="masquerade",
                source=_text(network, "subnet"),
                unless=_text(network, "bridge"),
                exact="yes",
            )
        )
        is (network.text("internal") == "no")
        for network in _bridges(state)
    )


def i10_published_port_is_translated(state: State) -> bool:
    (end,) = state.find("endpoint", container="web")
    return (
        len(
            state.find(
                "nat",
                kind="dnat",
                netns="host",
                proto="tcp",
                dport="8080",
                to=f"{end.text('ip')}:80",
                own="dest",
            )
        )
        == 1
    )


def i11_published_port_is_let_in_and_no_other(state: State) -> bool:
    (end,) = state.find("endpoint", container="web")
    way = {"netns": "host", "hook": "forward", "family": "4", "enter": "eth0", "leave": "docker0"}
    return bool(
        state.find(
            "filter", kind="accept", proto="tcp", dest=_text(end, "ip"), dport="80", exact="yes", **way
        )
        and state.find("filter", kind="drop", all="yes", replies="accept", **way)
    )


def i12_chain_for_the_users_rules(state: State) -> bool:
    return bool(
        state.find("rule", table="filter", chain="FORWARD", family="ip", spec="-j DOCKER-USER", position="1")
        and state.find("rule", table="nat", chain="DOCKER")
        and state.find("rule", table="filter", chain="DOCKER")
    )


def i13_icc(state: State) -> bool:
    def decided(bridge: str, kind: str) -> bool:
        way = {"enter": bridge, "leave": bridge, "hook": "forward", "family": "4", "all": "yes"}
        return bool(state.find("filter", netns="host", kind=kind, **way))

    return (
        bool(state.find("network", name="quiet", icc="no"))
        and decided("br-quiet", "drop")
        and decided("br-shop", "accept")
        and bool(state.find("sysctl", netns="host", name="net.bridge.bridge-nf-call-iptables"))
    )


def i14_bridges_are_apart(state: State) -> bool:
    names = [_text(network, "bridge") for network in _bridges(state)]
    pairs = [(one, two) for one in names for two in names if one != two]
    return all(
        state.find("filter", hook="forward", family="4", enter=one, leave=two, kind="drop", all="yes")
        for one, two in pairs
    )


def i15_names_are_answered_in_networks_that_were_made(state: State) -> bool:
    return all(
        bool(state.find("listener", netns=_text(end, "container"), ip="127.0.0.11", proto="udp"))
        is (network.text("name") != "bridge")
        for end, network in _endpoints(state)
    )


def i16_forwarding_is_on(state: State) -> bool:
    return bool(state.find("sysctl", netns="host", name="net.ipv4.ip_forward", value="1"))


def i17_proxy_listens(state: State) -> bool:
    return bool(state.find("listener", netns="host", proto="tcp", port="8080", process="docker-proxy"))


def i18_macvlan(state: State) -> bool:
    (end,) = state.find("endpoint", container="far")
    return bool(
        state.find(
            "link",
            netns="far",
            name="eth0",
            kind="macvlan",
            mode="bridge",
            parent="eth0",
            mac=_text(end, "mac"),
        )
        and state.find("network", name="lan", parent="eth0")
        and not state.find("nat", source="10.30.0.0/24")
    )


STATIC: tuple[Callable[[State], bool], ...] = (
    i1_bridge_has_the_gateways_address,
    i2_route_to_the_subnet,
    i3_one_port_for_each_container,
    i4_pairs,
    i5_addresses_are_those_of_the_engine,
    i6_default_route_by_the_gateway,
    i6_no_way_out_of_an_internal_network,
    i8_modes_without_a_network_of_their_own,
    i9_masquerade,
    i10_published_port_is_translated,
    i11_published_port_is_let_in_and_no_other,
    i12_chain_for_the_users_rules,
    i13_icc,
    i14_bridges_are_apart,
    i15_names_are_answered_in_networks_that_were_made,
    i16_forwarding_is_on,
    i17_proxy_listens,
    i18_macvlan,
)


def i7_namespaces_are_those_of_the_processes(lab: Lab, state: State) -> bool:
    form = "{{.State.Pid}} {{.NetworkSettings.SandboxKey}}"
    for name in ON_BRIDGES:
        (space,) = state.find("namespace", name=name, kind="container")
        script = f"set -- $(docker inspect -f '{form}' {name}); stat -Lc %i /proc/$1/ns/net $2"
        if set(run(lab, "sh", "-c", script).stdout.split()) != {space.text("inode")}:
            return False
    return True


def i14_behaviour(lab: Lab, state: State) -> bool:
    """Same bridge and host to container: yes. Another bridge, and icc=false: no."""
    address = {end.text("container"): end.text("ip") for end in state.find("endpoint")}

    def pings(name: str, to: str) -> bool:
        inside = [] if name == "host" else ["docker", "exec", name]
        return run(lab, *inside, "ping", "-c1", "-W1", str(address[to])).returncode == 0

    filtered = state.find("sysctl", netns="host", name="net.bridge.bridge-nf-call-iptables", value="1")
    return (
        pings("app", "db")
        and not pings("app", "web")
        and not pings("web", "db")
        and pings("mute", "mime") is not bool(filtered)
        and run(lab, "busybox", "ping", "-c1", "-W1", str(address["web"])).returncode == 0
    )


def i14_published_port_of_another_network(lab: Lab, state: State) -> bool:
    (node,) = state.find("address", netns="host", link="eth0", family="4")
    asked = f"printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 2 {node.text('ip')} 8080"
    return "HTTP/1" in run(lab, "docker", "exec", "app", "sh", "-c", asked).stdout


def i15_behaviour(lab: Lab, state: State) -> bool:
    (end,) = state.find("endpoint", container="db")
    asked = run(lab, "docker", "exec", "app", "nslookup", "db")
    conf = [run(lab, "docker", "exec", name, "cat", "/etc/resolv.conf").stdout for name in ("app", "web")]
    return _text(end, "ip") in asked.stdout and ["127.0.0.11" in text for text in conf] == [True, False]


BEHAVIOUR: tuple[Callable[[Lab, State], bool], ...] = (
    i7_namespaces_are_those_of_the_processes,
    i14_behaviour,
    i14_published_port_of_another_network,
    i15_behaviour,
)


async def test_a_swarm_of_one(lab: Lab) -> None:
    """I19 and I20; that the mesh balances needs IPVS in the kernel, and is no part of it."""
    _docker(lab, "swarm init --advertise-addr eth0", "network create -d overlay --attachable mesh")
    _docker(lab, "run -d --name task --network mesh tutor/box sleep 1d")
    async with ObserverClient(lab.node()) as client:
        state = await Follower(client).until(
            lambda state: (
                state.find("namespace", network="mesh", kind="engine")
                and state.find("namespace", name="ingress_sbox", kind="engine")
                and state.find("link", netns="task", name="eth0")
            )
        )
        (mesh,) = state.find("network", name="mesh", driver="overlay", scope="swarm", attachable="yes")
        space = next(
            row for row in state.find("namespace", network="mesh") if _text(row, "name").startswith("1-")
        )
        inside = _text(space, "name")
        assert state.find("link", netns=inside, name="br0", kind="bridge")
        (vxlan,) = state.find(
            "link", netns=inside, kind="vxlan", vni=_text(mesh, "vni"), dstport="4789", master="br0"
        )
        assert vxlan.text("mtu") == "1450"
        assert state.find("link", netns="task", name="eth0", mtu="1450", peer_netns=inside)
        assert {_text(row, "name") for row in state.find("network")} >= {"ingress", "docker_gwbridge"}
        assert state.find("network", name="ingress", ingress="yes")
