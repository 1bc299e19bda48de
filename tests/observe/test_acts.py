"""Acts that are wanted again while they are being tried, in the namespace that the tests run in."""

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import cast

import pytest

from tutor.facts.raw import Raw
from tutor.observe.acts import acts as acts_module
from tutor.observe.acts.acts import Acts
from tutor.observe.acts.order import Order
from tutor.state import Change


class Mute(asyncio.DatagramProtocol):
    """A UDP service that hears everything, and answers only when it is told to."""

    def __init__(self) -> None:
        self.heard = asyncio.Event()
        self.answers = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is open."""
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Somebody knocks."""
        self.heard.set()
        if self.answers:
            self.transport.sendto(data, addr)

    def order(self) -> Order:
        """To knock here."""
        port = self.transport.get_extra_info("sockname")[1]
        asked = (("from", "host"), ("to", "host"), ("port", str(port)), ("proto", "udp"))
        return Order("reach", asked, "127.0.0.1")


@pytest.fixture
async def service() -> AsyncIterator[Mute]:
    loop = asyncio.get_running_loop()
    transport, mute = await loop.create_datagram_endpoint(
        Mute, local_addr=("127.0.0.1", 0), family=socket.AF_INET
    )
    yield mute
    transport.close()


@pytest.fixture
async def told() -> AsyncIterator[tuple[Acts, list[Change]]]:
    changes: list[Change] = []
    acts = Acts(Raw("alpha"), changes.append)
    yield acts, changes
    acts.want([])


async def test_an_attempt_from_before_a_change_is_given_up(
    service: Mute, told: tuple[Acts, list[Change]]
) -> None:
    acts, changes = told
    acts.want([service.order()])
    await service.heard.wait()
    service.answers = True
    acts.want([service.order()])
    await acts.tried()
    assert [(row.plain("ok"), change.lost) for change in changes for row in change.gained] == [
        (True, frozenset())
    ]


async def test_what_is_wanted_again_is_not_tried_yet(service: Mute, told: tuple[Acts, list[Change]]) -> None:
    acts, changes = told
    service.answers = True
    acts.want([service.order()])
    await acts.tried()
    service.answers = False
    acts.want([service.order()])
    assert len(changes) == 1
    await acts.tried()
    assert [row.plain("why") for row in changes[-1].gained] == ["timeout"]


async def test_what_nobody_wants_any_more_is_not_waited_for(
    service: Mute, told: tuple[Acts, list[Change]]
) -> None:
    acts, changes = told
    acts.want([service.order()])
    trying = asyncio.create_task(acts.tried())
    await service.heard.wait()
    acts.want([])
    await trying
    assert changes == []


async def test_what_fails_is_told_though_the_host_never_rests(
    service: Mute, told: tuple[Acts, list[Change]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts_module, "RESTLESS", 0.2)
    acts, changes = told
    async with asyncio.timeout(8):
        while not changes:
            acts.want([service.order()])
            await asyncio.sleep(0.05)
    assert [row.plain("why") for row in changes[0].gained] == ["timeout"]
    acts.want([service.order()])
    service.answers = True
    await acts.tried()
    assert [row.plain("ok") for row in changes[-1].gained] == [True]
