"""A class over a real broker: nothing lost and nothing twice, whoever goes away and comes back."""

import asyncio
import json
import os
from collections import Counter
from functools import partial
from pathlib import Path

import aiomqtt
import pytest

from tests.classroom.conftest import PATIENCE, Room, until
from tutor.classroom import host
from tutor.classroom.address import read_address
from tutor.classroom.board import Board
from tutor.classroom.link import connect, keep
from tutor.classroom.member import join, member
from tutor.classroom.record import Record
from tutor.classroom.sender import Sender
from tutor.journal import Journal


def work(journal: Journal, count: int) -> None:
    """A learner opens a step, and answers wrongly so often."""
    journal.note("veth", "opened", 1, title="Veth", steps=4)
    for number in range(count - 1):
        journal.note("veth", "answered", 1, given="secret answer", question="?", right=bool(number % 2))


def numbers(record: Record) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for learner, event in record.events():
        found.setdefault(learner, []).append(event.number)
    return found


def has(record: Record, journal: Journal, number: int) -> bool:
    return record.kept.get(id_of(journal)) == number


def id_of(journal: Journal) -> str:
    found = member(journal)
    assert found
    return found.id


async def test_the_board_sees_where_a_learner_is_and_that_they_go(room: Room) -> None:
    anna, record = room.journal("Anna"), room.record()
    async with room.board(record) as board:
        async with room.sending(anna) as sender:
            work(anna, 4)
            await until(lambda: record.kept.get(id_of(anna)) == 4 and sender.waiting == 0)
            (learner,) = board.roster.learners.values()
            await until(lambda: learner.state.number == 4)
            state = learner.state
            assert (state.name, state.lesson, state.step, state.steps) == ("Anna", "veth", 1, 4)
            assert (state.wrong, learner.online) == (2, True)
        await until(lambda: not learner.online)


async def test_what_is_done_while_nobody_listens_comes_later_once(room: Room) -> None:
    anna, record = room.journal("Anna"), room.record()
    room.kill()
    work(anna, 250)
    async with room.sending(anna), room.board(record):
        await asyncio.sleep(1)
        room.start()
        await until(lambda: record.kept.get(id_of(anna)) == 250)
    assert numbers(record) == {id_of(anna): list(range(1, 251))}


async def test_a_broker_that_is_killed_again_and_again_costs_nothing(room: Room) -> None:
    journals, record = [room.journal(f"learner-{number}") for number in range(5)], room.record()
    async with room.board(record):
        senders = [asyncio.create_task(send_all(room, journal, record)) for journal in journals]
        for _ in range(3):
            for journal in journals:
                work(journal, 30)
            await asyncio.sleep(1)
            room.kill()
            for journal in journals:
                work(journal, 10)
            room.start()
        await asyncio.gather(*senders)
    assert numbers(record) == {id_of(journal): list(range(1, 121)) for journal in journals}


async def send_all(room: Room, journal: Journal, record: Record) -> None:
    async with room.sending(journal):
        await until(lambda: record.kept.get(id_of(journal)) == 120)


async def test_a_learner_who_starts_anew_sends_nothing_twice(room: Room) -> None:
    anna, record = room.journal("Anna"), room.record()
    async with room.board(record):
        for total in (10, 20, 30):
            work(anna, 10)
            async with room.sending(anna):
                await until(partial(has, record, anna, total))
    assert numbers(record) == {id_of(anna): list(range(1, 31))}


async def test_a_board_that_comes_late_or_has_lost_its_record_gets_all(room: Room) -> None:
    anna = room.journal("Anna")
    work(anna, 150)
    async with room.sending(anna):
        for name in ("first", "second"):
            record = room.record(name)
            async with room.board(record):
                await until(partial(has, record, anna, 150))
            assert numbers(record) == {id_of(anna): list(range(1, 151))}


async def test_two_boards_at_once_both_have_all(room: Room) -> None:
    anna, one, two = room.journal("Anna"), room.record("one"), room.record("two")
    work(anna, 120)
    async with room.board(one), room.sending(anna):
        await until(lambda: one.kept.get(id_of(anna)) == 120)
        async with room.board(two):
            await until(lambda: two.kept.get(id_of(anna)) == 120)
            work(anna, 5)
            await until(lambda: one.kept.get(id_of(anna)) == two.kept.get(id_of(anna)) == 125)
    assert numbers(one) == numbers(two) == {id_of(anna): list(range(1, 126))}


async def test_words_to_all_are_heard_once_by_latecomers_too(room: Room) -> None:
    anna, ben = room.journal("Anna"), room.journal("Ben")
    async with room.board(room.record()) as board, room.sending(anna):
        await until(lambda: board._client)
        assert await board.say("break\x1b[31m until ten")
        await until(lambda: room.said == ["break [31m until ten"])
        async with room.sending(ben):
            await until(lambda: len(room.said) == 2)
    async with room.sending(anna) as again:
        await until(lambda: not again.trouble)
        await asyncio.sleep(1)
    assert len(room.said) == 2


async def test_nothing_but_what_is_listed_is_sent(room: Room) -> None:
    anna = room.journal("Anna")
    anna.note(
        "veth", "ran", 1, command="docker login -p hunter2", exit=0, changes=[["+", "x", "secret change"]]
    )
    anna.note("veth", "turned", 1, claim="secret claim", holds=True)
    anna.note("veth", "map", 1, text="secret map")
    work(anna, 3)
    seen: list[tuple[str, bytes]] = []
    address = room.hosted.board_address

    async with await connect(address, "board-spy") as spy:
        await spy.subscribe("#", 1)
        async with asyncio.timeout(PATIENCE), room.sending(anna):
            async for message in spy.messages:
                assert isinstance(message.payload, bytes)
                seen.append((str(message.topic), message.payload))
                if Counter(topic.rpartition("/")[2] for topic, _ in seen)["event"] == 4:
                    break
    everything = b"".join(payload for _, payload in seen)
    assert b"secret" not in everything
    assert b"hunter2" not in everything
    kinds = [json.loads(payload)["kind"] for topic, payload in seen if topic.endswith("event")]
    assert kinds == ["ran", "opened", "answered", "answered"]


async def test_a_learner_reads_and_writes_nobody_elses(room: Room) -> None:
    anna = room.journal("Anna")

    record = room.record()
    async with room.board(record) as board, room.sending(anna):
        await until(lambda: len(board.roster.learners) == 1)
        async with await connect(room.hosted.join_address, "f" * 16) as thief:
            await thief.subscribe("#", 1)
            await thief.publish(
                f"tutor/room-7/learner/{id_of(anna)}/state", b'{"name":"Thief"}', qos=1, retain=True
            )
            await thief.publish("tutor/room-7/say", b'{"at":9e9,"words":"go home"}', qos=1, retain=True)
            work(anna, 3)
            await until(lambda: record.kept.get(id_of(anna)) == 3)
            await asyncio.sleep(1)
            assert not thief._queue.qsize()
        (learner,) = board.roster.learners.values()
        assert learner.state.name == "Anna"
    assert not room.said


@pytest.mark.parametrize("change", ["password", "fingerprint"])
async def test_the_wrong_password_or_broker_is_told(room: Room, change: str, tmp_path: Path) -> None:
    right = str(room.hosted.join_address)
    value = getattr(room.hosted.join_address, change)
    journal = Journal(tmp_path / "other.db")

    found = join(journal, right.replace(value, "A" * len(value)), "Eve")
    sender = Sender(journal, found, room.said.append)
    task = asyncio.create_task(sender.run())
    words = {
        "password": "does not take this password",
        "fingerprint": "not the one that the address speaks of",
    }
    await until(lambda: words[change].lower() in sender.trouble.lower())
    task.cancel()


async def test_noise_on_the_wire_is_passed_over(room: Room) -> None:
    record = room.record()
    address = room.hosted.board_address

    anna = room.journal("Anna")
    async with room.board(record) as board, await connect(address, "board-noise") as noisy:
        for payload in (
            b"",
            b"\xff",
            b"[]",
            b"{",
            b'{"number":-5}',
            b'{"number":1e400}',
            b'{"name":{}}',
            b"x" * 30_000,
        ):
            for what in ("state", "event", "online", "seen", "other"):
                with_id = f"tutor/room-7/learner/{'a' * 16}/{what}"
                await noisy.publish(with_id, payload, qos=1)
                await noisy.publish(f"tutor/room-7/learner/../../x/{what}", payload, qos=1)
        async with room.sending(anna):
            work(anna, 3)
            await until(lambda: record.kept.get(id_of(anna)) == 3)
        assert not board.trouble
        assert set(numbers(record)) == {id_of(anna)}


def test_a_class_that_is_hosted_again_keeps_its_learners(room: Room) -> None:
    again = host.prepare("room-7", "127.0.0.1", room.hosted.port)
    assert again == room.hosted
    assert read_address(str(again.join_address)) == again.join_address
    for name in ("class.json", "broker/key.pem", "broker/passwords", "broker/acl"):
        assert (host.folder("room-7") / name).stat().st_mode & 0o077 == 0
    assert again.learner not in (host.broker_folder("room-7") / "passwords").read_text()


def test_the_broker_has_no_more_rights_than_it_needs(room: Room) -> None:
    assert room.broker
    status = Path("/proc", str(room.broker.pid), "status").read_text()
    told = dict(line.split(":", 1) for line in status.splitlines())
    assert set(told["Uid"].split()) != {"0"}
    assert set(told["CapEff"].strip()) == {"0"}
    assert told["NoNewPrivs"].strip() == "1"
    kept = host.broker_folder("room-7") / "kept"
    assert str(kept.stat().st_uid) in told["Uid"].split()
    if os.getuid() == 0:
        assert (host.broker_folder("room-7").stat().st_uid, kept.parent.stat().st_mode & 0o777) == (0, 0o710)


async def test_what_is_retained_outlives_the_broker(room: Room) -> None:
    async with room.board(room.record()) as board:
        await until(lambda: board._client)
        assert await board.say("remember")
    assert room.broker
    room.broker.terminate()
    room.broker.wait()
    room.start()
    async with room.sending(room.journal("Anna")):
        await until(lambda: room.said == ["remember"])


async def test_two_boards_of_one_record_are_no_trouble(room: Room) -> None:
    anna, one, two = room.journal("Anna"), room.record(), room.record()
    async with room.board(one) as left, room.board(two) as right, room.sending(anna):
        work(anna, 40)
        await until(lambda: one.kept.get(id_of(anna)) == two.kept.get(id_of(anna)) == 40)
        assert not left.trouble
        assert not right.trouble
    assert numbers(one) == {id_of(anna): list(range(1, 41))}


def test_the_broker_speaks_tls_only(room: Room) -> None:
    async def plain() -> None:
        async with aiomqtt.Client(
            "127.0.0.1", room.hosted.port, username="learner", password=room.hosted.learner
        ):
            pass

    with pytest.raises(aiomqtt.MqttError):
        asyncio.run(plain())
    assert Board(room.hosted.board_address, room.record()).trouble


async def test_whoever_is_told_to_end_ends_though_the_connection_breaks_meanwhile(room: Room) -> None:
    async def serve(_client: aiomqtt.Client) -> None:
        try:
            served.set()
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            if not broken:
                broken.append(True)
                raise aiomqtt.MqttError("broken") from None
            raise

    served, broken = asyncio.Event(), list[bool]()
    task = asyncio.create_task(keep(room.hosted.board_address, "board-x", serve, tell=room.said.append))
    await served.wait()
    task.cancel()
    await asyncio.wait([task], timeout=10)
    assert task.cancelled()
