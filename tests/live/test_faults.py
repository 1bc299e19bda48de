"""What breaks at the beginning of a step: unseen, nobody's doing, and told of only when it is mended."""

import asyncio
import time
from pathlib import Path

import pytest

from tests.live.acting import UP, claim, drain, of, playing, run, until
from tutor.claims import Standing
from tutor.observe.shells import Began, Ended
from tutor.session import run as running
from tutor.session.auto import prove
from tutor.session.events import BrokenAgain, Did, Event, Ran, StepDone, Trouble


async def test_a_fault_is_made_unseen_before_its_step_can_be_done(own_folders: Path) -> None:
    async with playing(own_folders, UP) as session:
        await session.bring_to(1)
        assert not session.step_done
        await session.opened()
        (mended,) = session.step.claims
        assert session.judging.before == {mended: Standing.REFUTED}
        seen = drain(session)
        assert [event.text for event in of(Ran, seen)] == ["ip link add sw type bridge\nip link set sw up"]
        assert not of(StepDone, seen)
        assert not of(BrokenAgain, seen)
        await session.play()
        await until(session, lambda: session.step_done)
        session.open(1)
        assert session.step_done


async def test_a_lesson_with_a_fault_proves_itself(own_folders: Path) -> None:
    async with playing(own_folders, UP) as session:
        assert await prove(session)


DEAF = """## Make it

```bash run
docker run -d --name web tutor/box httpd -f -h /www
```

```text claims
web answers
    reach from=host to=web port=80
```

## Mend it

```bash break
ip link set docker0 down
```

```bash solution
ip link set docker0 up
```

```text claims
web answers again
    reach from=host to=web port=80
```

```text kept=yes claims
The bridge is on
    link netns=host name=docker0 up=yes
```
"""


async def test_what_was_tried_before_a_fault_is_not_taken_for_its_effect(own_folders: Path) -> None:
    async with playing(own_folders, DEAF) as session:
        await session.bring_to(1)
        await session.opened()
        assert set(session.judging.before.values()) == {Standing.REFUTED}
        await session.play()
        await until(session, lambda: session.step_done)


async def test_a_kept_claim_is_told_of_only_when_the_others_hold(own_folders: Path) -> None:
    async with playing(own_folders, DEAF) as session:
        await session.bring_to(1)
        await session.opened()
        assert list(session.told) == [claim(session, "web answers again")]
        await session.play()
        await until(session, lambda: session.step_done)
        assert list(session.told) == list(session.step.claims)


async def test_a_fault_is_no_commands_doing(own_folders: Path) -> None:
    """Neither of one that runs while it is made, nor of one that has just ended; and it breaks no finished claim."""
    async with playing(own_folders, UP) as session:
        await session.bring_to(0)
        await session.play()
        await until(session, lambda: session.step_done)
        session.hear(Began("tail -f log", 1, "alpha", time.time()))
        drain(session)
        session.open(1)
        await session.opened()
        session.hear(Ended("tail -f log", 1, "alpha", 0, 1.0, time.time()))
        seen: list[Event] = []
        async with asyncio.timeout(10):
            while not (told := [event for event in of(Did, seen) if event.command == "tail -f log"]):
                await asyncio.sleep(0.1)
                seen += drain(session)
        assert not [row for did in told for row in did.change.gained if row.fact() == "link"]
        assert not of(BrokenAgain, seen)


async def test_what_is_seen_late_of_a_fault_breaks_no_finished_claim(own_folders: Path) -> None:
    start = "    sysctl netns=host name=net.ipv4.ip_unprivileged_port_start value="
    text = UP.replace("sw up\n```", "sw up\nsysctl -w net.ipv4.ip_unprivileged_port_start=90\n```", 1)
    text = text.replace("There is one bridge", f"Ports begin at 90\n{start}90\nThere is one bridge")
    text = text.replace("sw down\n", "sw down\nsysctl -w net.ipv4.ip_unprivileged_port_start=91\n")
    async with playing(own_folders, text) as session:
        await session.bring_to(1)
        await session.opened()
        seen = drain(session)
        while not session.state.find("sysctl", name="net.ipv4.ip_unprivileged_port_start", value="91"):
            await asyncio.sleep(0.1)
        assert await run(session, "sleep 0.6") == 0
        assert not of(BrokenAgain, seen + drain(session))


async def test_a_fault_that_cannot_be_made_is_told_of_without_its_commands(
    own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with playing(own_folders, UP.replace("set sw down", "set sw down\nsleep 60")) as session:
        await session.bring_to(0)
        monkeypatch.setattr(running, "PATIENCE", 0.5)
        session.open(1)
        await session.opened()
        (trouble,) = of(Trouble, drain(session))
        assert "could not be broken" in trouble.words
        assert "sleep" not in trouble.words
