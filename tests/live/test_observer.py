"""The observer in a real node: what it tells first, what it tells next, and what it makes of trouble."""

from collections.abc import AsyncIterator

import pytest

from tests.live.conftest import run
from tests.live.following import Follower
from tutor.errors import ObserverError
from tutor.lab.lab import Lab
from tutor.observe.client import ObserverClient
from tutor.state import Row, State

SERVER = ("docker", "run", "-d", "--name", "web", "-p", "8080:80", "tutor/box", "httpd", "-f")


@pytest.fixture
async def follower(lab: Lab) -> AsyncIterator[Follower]:
    async with ObserverClient(lab.node()) as client:
        yield Follower(client)


async def test_the_first_change_is_the_whole_picture(follower: Follower) -> None:
    state = await follower.until(len)
    assert {row.text("name") for row in state.find("network")} == {"bridge", "host", "none"}
    assert state.find("link", netns="host", name="docker0", kind="bridge", state="down")
    assert state.find("address", netns="host", link="docker0", family="4")
    assert state.find("route", netns="host", dst="default", via="10.55.0.1")
    assert state.find("nat", netns="host", kind="masquerade", unless="docker0")
    assert [row.text("name") for row in state.find("namespace")] == ["host"]


async def test_a_container_with_a_port_shows_in_every_fact(follower: Follower, lab: Lab) -> None:
    await follower.until(len)
    assert run(lab, *SERVER).returncode == 0
    state = await follower.until(
        lambda state: (
            state.find("container", name="web", state="running")
            and state.find("link", netns="web", name="eth0", peer_netns="host")
            and state.find("link", netns="host", master="docker0", peer="eth0", peer_netns="web")
            and state.find("nat", netns="host", kind="dnat", dport="8080")
        )
    )
    (eth0,) = state.find("link", netns="web", name="eth0")
    (twin,) = state.find("link", netns="host", name=str(eth0.text("peer")))
    assert (twin.text("master"), twin.text("peer"), twin.text("peer_netns")) == ("docker0", "eth0", "web")
    (address,) = state.find("address", netns="web", link="eth0", family="4")
    (dnat,) = state.find("nat", kind="dnat")
    assert dnat.text("to") == f"{address.text('ip')}:80"
    assert state.find("link", netns="host", name="docker0", state="up")


async def test_what_a_removed_container_had_is_gone(follower: Follower, lab: Lab) -> None:
    before = await follower.until(len)
    run(lab, *SERVER)
    await follower.until(lambda state: state.find("link", netns="web", name="eth0"))
    run(lab, "docker", "rm", "-f", "web")
    after = await follower.until(
        lambda state: (
            not state.find("container")
            and not state.find("nat", kind="dnat")
            and not state.find("link", kind="veth", master="docker0")
            and state.find("link", name="docker0", state="down")
            and not state.find("listener", port="8080")
        )
    )
    assert _lasting(after) == _lasting(before)


def _lasting(state: State) -> set[Row]:
    """Without what the kernel makes by itself once a bridge has had a port: its IPv6 address, and neighbours."""
    return {
        row for row in state if row.fact() not in ("neighbour", "address") and getattr(row, "family", 4) != 6
    }


async def test_a_container_that_shares_a_namespace_adds_none(follower: Follower, lab: Lab) -> None:
    run(lab, "docker", "run", "-d", "--name", "web", "tutor/box", "sleep", "1d")
    run(
        lab, "docker", "run", "-d", "--name", "side", "--network", "container:web", "tutor/box", "sleep", "1d"
    )
    run(lab, "docker", "run", "-d", "--name", "wide", "--network", "host", "tutor/box", "sleep", "1d")
    state = await follower.until(lambda state: len(state.find("container", state="running")) == 3)
    assert {row.text("name") for row in state.find("namespace")} == {"host", "web"}


async def test_a_container_keeps_its_namespace_name_when_it_starts_again(
    follower: Follower, lab: Lab
) -> None:
    run(lab, "docker", "run", "-d", "--name", "web", "tutor/box", "sleep", "1d")
    await follower.until(lambda state: state.find("link", netns="web", name="eth0"))
    run(lab, "docker", "restart", "-t", "0", "web")
    await follower.until(lambda state: not state.find("namespace", name="web"))
    state = await follower.until(
        lambda state: (
            state.find("link", netns="web", name="eth0", peer_netns="host")
            and state.find("namespace", name="web")
        )
    )
    assert len(state.find("namespace", name="web")) == 1


async def test_routes_that_the_kernel_drops_in_silence_are_gone(follower: Follower, lab: Lab) -> None:
    run(lab, "ip", "link", "add", "br9", "type", "bridge")
    run(lab, "ip", "addr", "add", "10.9.0.1/24", "dev", "br9")
    run(lab, "ip", "link", "set", "br9", "up")
    await follower.until(lambda state: state.find("route", dst="10.9.0.0/24"))
    run(lab, "ip", "link", "set", "br9", "down")
    await follower.until(lambda state: not state.find("route", dst="10.9.0.0/24"))


async def test_events_that_were_lost_lead_to_a_fresh_picture(follower: Follower, lab: Lab) -> None:
    await follower.until(len)
    flood = "for i in $(seq 0 7999); do echo addr add 10.9.$((i / 250)).$((i % 250))/32 dev lo; done"
    stopped = run(
        lab,
        "sh",
        "-c",
        f"pkill -STOP -f '[t]utor.observe'; ({flood}) | ip -batch -; pkill -CONT -f '[t]utor.observe'",
    )
    assert stopped.returncode == 0, stopped.stderr
    await follower.until(lambda state: len(state.find("address", link="lo", family="4")) == 8001)


async def test_an_engine_that_is_killed_and_comes_back_is_survived(follower: Follower, lab: Lab) -> None:
    await follower.until(len)
    command = run(lab, "sh", "-c", "tr '\\0' ' ' </proc/$(cat /run/docker.pid)/cmdline").stdout
    run(lab, "sh", "-c", "kill -9 $(cat /run/docker.pid)")
    await follower.until(lambda _: follower.troubles)
    assert "engine" in follower.troubles[0]
    run(lab, "sh", "-c", f"rm -f /run/docker.pid; setsid {command} >/dev/null 2>&1 </dev/null &")
    await follower.until(lambda _: follower.troubles[-1] == "")
    run(lab, "docker", "network", "create", "shop")
    await follower.until(lambda state: state.find("network", name="shop"))


async def test_an_observer_whose_node_is_gone_says_so(follower: Follower, lab: Lab) -> None:
    await follower.until(len)
    lab.record.end()
    with pytest.raises(ObserverError, match="observer on alpha ended"):
        await follower.until(lambda _: False)
