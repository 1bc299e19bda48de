"""When the engine is asked again for the network of a bridge."""

import asyncio

import pytest

from tutor.facts.raw import Message, Namespace, Raw
from tutor.observe import bridges
from tutor.observe.bridges import Bridges

NOW = 1e9


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridges, "WAITS", (0.0, 0.0, 0.0))


def host(*names: str) -> Raw:
    links: dict[int, Message] = {99: {"IFLA_IFNAME": "eth0"}}
    for index, name in enumerate(names, 1):
        links[index] = {"IFLA_IFNAME": name, "IFLA_INFO_KIND": "bridge"}
    return Raw("alpha", {"host": Namespace("host", 1, links=links)})


async def later() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


def network(name: str) -> dict[str, object]:
    return {"Driver": "bridge", "Options": {"com.docker.network.bridge.name": name}}


async def test_a_bridge_of_nobodys_is_asked_for_a_few_times_and_no_more() -> None:
    asked: list[float] = []
    looking = Bridges(host("docker_gwbridge"), "host", asked.append)
    for _ in range(5):
        looking.look(NOW)
        await later()
    assert asked == [NOW] * len(bridges.WAITS)


async def test_a_bridge_whose_network_is_known_by_then_is_not_asked_for() -> None:
    raw, asked = host("docker0"), list[float]()
    Bridges(raw, "host", asked.append).look(NOW)
    raw.networks = [network("docker0")]
    await later()
    assert asked == []


async def test_a_bridge_that_has_gone_is_not_asked_for_and_one_that_comes_again_is() -> None:
    raw, asked = host("br9"), list[float]()
    looking = Bridges(raw, "host", asked.append)
    looking.look(NOW)
    link = raw.namespaces["host"].links.pop(1)
    await later()
    looking.look(NOW)
    assert asked == []
    raw.namespaces["host"].links[1] = link
    looking.look(NOW)
    await later()
    assert len(asked) == len(bridges.WAITS)
