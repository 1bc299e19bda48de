"""A reset: the same node, clean, at once; and nothing left of the old one, however it ends."""

import asyncio
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.live.conftest import run
from tests.live.host import difference, picture
from tutor.errors import LabError, ObserverError
from tutor.lab.lab import Lab, bring_up
from tutor.lab.node import SHELL
from tutor.lab.record import find_record, records
from tutor.lab.reset import reset
from tutor.observe.client import ObserverClient
from tutor.patience import patience

pytestmark = pytest.mark.alone
CHECKOUT = Path(__file__).parents[2]
KILLS = int(os.environ.get("TUTOR_KILLS", "6"))
RESET = """
import asyncio
from tutor.lab.record import find_record
from tutor.lab.reset import reset

asyncio.run(reset(find_record()))
"""


async def test_a_node_is_new_under_its_name_and_address_and_the_others_stay(pair: Lab) -> None:
    run(pair, "sh", "-c", "echo kept > /root/file; docker run -d tutor/box sleep 1d")
    run(pair, "sh", "-c", "echo kept > /root/file", node="beta")
    run(pair, "busybox", "ping", "-c1", "alpha", node="outside")
    old, holder = {node.name: node.pid for node in pair.nodes}, pair.record.holder
    await pair.reset("alpha")
    new = {node.name: node.pid for node in pair.nodes}
    assert new["alpha"] != old["alpha"]
    assert (new["beta"], new["outside"], pair.record.holder) == (old["beta"], old["outside"], holder)
    assert run(pair, "docker", "ps", "-aq").stdout == ""
    assert run(pair, "ls", "/root").stdout == ""
    assert run(pair, "cat", "/root/file", node="beta").stdout == "kept\n"
    assert run(pair, "docker", "run", "--rm", "tutor/box", "echo", "ready").stdout == "ready\n"
    reached = run(pair, "busybox", "ping", "-c1", "-W1", "alpha", node="outside")
    assert reached.returncode == 0, "neighbours need not forget the old node first"


async def test_all_nodes_are_new(pair: Lab) -> None:
    old = {node.name: node.pid for node in pair.nodes}
    await pair.reset()
    assert [node.name for node in pair.nodes] == list(old)
    assert not {node.pid for node in pair.nodes} & set(old.values())


async def test_what_ran_in_the_old_node_ends_with_it(lab: Lab) -> None:
    node = lab.node()
    shell = subprocess.Popen(
        node.argv(SHELL), env=node.environment(), stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    async with ObserverClient(node) as observer:
        changes = observer.changes()
        await anext(changes)
        await lab.reset()
        with pytest.raises(ObserverError, match="ended"):
            async for _ in changes:
                pass
    assert shell.wait(5) == -signal.SIGKILL


async def test_a_lab_that_was_reset_by_somebody_else_is_known_anew(lab: Lab) -> None:
    old = lab.node().pid
    await reset(find_record(lab.record.plan.name))
    assert lab.node().pid != old
    assert run(lab, "docker", "info").returncode == 0


async def test_a_node_that_died_is_told_and_made_anew(lab: Lab) -> None:
    os.kill(lab.node().pid, signal.SIGKILL)
    async with asyncio.timeout(patience(30)):
        while lab.record.now().pids:
            await asyncio.sleep(0.01)
    with pytest.raises(LabError, match="node alpha of lab"):
        lab.node()
    await lab.reset("alpha")
    assert run(lab, "docker", "info").returncode == 0


async def test_an_engine_that_will_not_start_again_is_told_and_the_lab_stays(own_folders: Path) -> None:
    engine = own_folders / "engine"
    engine.mkdir()
    (engine / "dockerd").symlink_to(str(shutil.which("dockerd", path=os.environ["PATH"] + ":/usr/sbin")))
    made = await bring_up(engine_dir=engine)
    (engine / "dockerd").unlink()
    (engine / "dockerd").write_text("#!/bin/sh\necho no bridge today >&2\nexit 1\n")
    (engine / "dockerd").chmod(0o755)
    with pytest.raises(LabError, match="reset of alpha failed") as caught:
        await made.reset()
    assert "no bridge today" in caught.value.advice
    (engine / "dockerd").unlink()
    await made.reset()
    assert run(made, "docker", "info").returncode == 0
    await made.down()


async def test_what_is_not_there_cannot_be_reset(lab: Lab) -> None:
    with pytest.raises(LabError, match="has no node gamma"):
        await lab.reset("gamma")
    await lab.down()
    with pytest.raises(LabError, match="is gone"):
        await lab.reset()


@pytest.mark.parametrize("whom", ["holder", "asker", "guard"])
async def test_killed_at_any_moment_of_a_reset_it_leaves_nothing(own_folders: Path, whom: str) -> None:
    assert own_folders
    before = picture()
    for _ in range(KILLS // 3):
        made = await bring_up(name="victim", nodes=1, outside=True)
        asker = await asyncio.create_subprocess_exec(
            *[sys.executable, "-P", "-c", RESET],
            env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
            stderr=subprocess.DEVNULL,
        )
        async with asyncio.timeout(patience(30)):
            while len(made.record.now().pids) == 2 and asker.returncode is None:
                await asyncio.sleep(0.001)
            assert not asker.returncode
            await asyncio.sleep(random.uniform(0, 0.5))
            await _kill(made, asker, whom)
        if whom == "asker":
            await made.reset()  # waits for its turn, and finds a lab that is whole
            assert run(made, "docker", "info").returncode == 0
        await made.down()
        assert list(records()) == []
        latest = time.monotonic() + patience(30)
        while (left := difference(before, picture())) and time.monotonic() < latest:
            await asyncio.sleep(0.01)
        assert left == {}


async def _kill(made: Lab, asker: asyncio.subprocess.Process, whom: str) -> None:
    """Kill who asked for the reset, or the holder, or a child of it that is there just now."""
    holder = made.record.holder
    children = Path(f"/proc/{holder}/task/{holder}/children")
    while not (pids := children.read_text().split()):
        await asyncio.sleep(0)
    victim = {"holder": holder, "asker": asker.pid, "guard": int(random.choice(pids))}[whom]
    with suppress(ProcessLookupError):
        os.kill(victim, signal.SIGKILL)
    await asker.wait()
