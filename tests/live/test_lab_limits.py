"""What a lab may take of the machine, and how it ends when it has taken all of it."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile

import pytest

from tests.live.conftest import run
from tests.live.host import difference, picture
from tutor.errors import LabError
from tutor.lab import limits
from tutor.lab.cgroups import ROOT, doors, unified
from tutor.lab.lab import Lab, bring_up
from tutor.lab.node import SHELL
from tutor.lab.record import records
from tutor.patience import patience

pytestmark = pytest.mark.alone

AS_ROOT = os.geteuid() == 0
MANY = 200
"""Processes and threads that the lab of a test may have: enough for two engines."""
MEMORY = 2**29
"""Bytes that the lab of a test may have."""
BOMB = ":(){ :|:& };:"


def group(lab: Lab, tree: str) -> Path:
    """The lab's control group, in this tree where there are several."""
    return ROOT / ("" if unified() else tree) / lab.record.plan.group


def allowed(lab: Lab) -> str:
    """Lower the limit on processes to a few; words with which a shell of the lab begins."""
    if AS_ROOT:
        (group(lab, "pids") / "pids.max").write_text(str(MANY))
        return ""
    return f"ulimit -u {MANY}; "


def type_in(lab: Lab, shell: tuple[str, ...], line: str) -> str:
    """Type a line into a shell of the lab; what it complains of, while what it started goes on."""
    with TemporaryFile("w+") as told:
        subprocess.run(
            lab.node().argv(shell),
            env=lab.node().environment(),
            input=f"{line}\n",
            text=True,
            stdout=told,
            stderr=told,
            timeout=patience(60),
            check=False,
        )
        told.seek(0)
        return told.read()


@pytest.mark.skipif(not AS_ROOT, reason="an ordinary user has no control groups")
async def test_a_lab_with_root_is_held_to_a_share_of_the_machine(lab: Lab) -> None:
    memory = group(lab, "memory") / ("memory.max" if unified() else "memory.limit_in_bytes")
    assert int((group(lab, "pids") / "pids.max").read_text()) == limits.processes()
    assert 0 <= limits.memory() - int(memory.read_text()) < os.sysconf("SC_PAGE_SIZE")
    name = lab.record.plan.cgroup("alpha")
    assert run(lab, "cat", "/proc/self/cgroup").stdout.count(name) == len(doors(name)) > 0


@pytest.mark.skipif(not AS_ROOT, reason="an ordinary user has no control groups")
async def test_a_program_that_eats_memory_is_ended_alone(lab: Lab) -> None:
    file = "memory.max" if unified() else "memory.limit_in_bytes"
    (group(lab, "memory") / file).write_text(str(MEMORY))
    assert (group(lab, "memory") / file).read_text() == f"{MEMORY}\n", "not safe to try"
    eaten = run(lab, "busybox", "dd", "if=/dev/zero", "of=/dev/null", f"bs={2 * MEMORY}", "count=1")
    assert eaten.returncode == -signal.SIGKILL
    assert run(lab, "docker", "info").returncode == 0


@pytest.mark.skipif(AS_ROOT, reason="root is held by a control group")
async def test_a_lab_of_an_ordinary_user_is_held_to_some_processes(lab: Lab) -> None:
    most = str(limits.own_processes())
    for where in ("self", "1"):
        told = run(lab, "grep", "Max processes", f"/proc/{where}/limits").stdout
        assert told.split()[2:4] == [most, most]


async def test_a_fork_bomb_is_bounded_and_a_reset_ends_it(lab: Lab) -> None:
    begin = allowed(lab)
    crowd = type_in(lab, ("busybox", "sh"), f"{begin}for i in $(seq {2 * MANY}); do sleep 1d & done")
    assert "can't fork" in crowd, "not safe to try: the limit does not hold"
    await lab.reset()
    type_in(lab, SHELL, f"{allowed(lab)}{BOMB}")
    assert subprocess.run(["true"], check=True).returncode == 0, "the machine is at work"
    await lab.reset()
    assert run(lab, "docker", "run", "--rm", "tutor/box", "echo", "whole").stdout == "whole\n"


async def test_a_full_disk_is_told_and_a_reset_empties_it(lab: Lab) -> None:
    run(lab, "mount", "-o", "remount,size=24m", "/var/lib/docker")
    words = ("docker", "run", "--name", "full", "tutor/box", "dd", "if=/dev/zero", "of=/file", "bs=1M")
    assert "No space left on device" in run(lab, *words).stderr
    refused = run(lab, "docker", "run", "--rm", "tutor/box", "true")
    assert refused.returncode != 0
    assert "no space left on device" in refused.stderr
    await lab.reset()
    assert run(lab, "docker", "run", "--rm", "tutor/box", "echo", "whole").stdout == "whole\n"


@pytest.fixture
def small_folder(own_folders: Path) -> Iterator[Path]:
    """A folder for run-time files that is soon full."""
    folder = own_folders / "XDG_RUNTIME_DIR"
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.skipif(not AS_ROOT, reason="only root can mount one")
async def test_a_lab_whose_folder_is_full_is_reset_and_another_one_is_told_why_not(
    small_folder: Path,
) -> None:
    made = await bring_up()
    subprocess.run(["dd", "if=/dev/zero", f"of={small_folder}/file"], stderr=subprocess.DEVNULL, check=False)
    old = made.node().pid
    await made.reset()
    assert made.node().pid != old
    with pytest.raises(LabError, match="cannot be prepared: No space left on device"):
        await bring_up()
    await made.down()


@pytest.mark.skipif(not AS_ROOT, reason="an ordinary user cannot pause a container")
@pytest.mark.parametrize("end", ["reset", "down", "kill"])
async def test_a_paused_container_ends_with_its_node(own_folders: Path, end: str) -> None:
    assert own_folders
    before = picture()
    made = await bring_up()
    run(made, "docker", "run", "-d", "--name", "paused", "tutor/box", "sleep", "1d")
    assert run(made, "docker", "pause", "paused").stdout == "paused\n"
    if end == "reset":
        await made.reset()
        assert run(made, "docker", "ps", "-aq").stdout == ""
    if end == "kill":
        made.holder.kill()
        made.holder.wait()
    else:
        await made.down()
    assert list(records()) == []
    assert difference(before, picture()) == {}
