"""The lab with a real engine: what works in it, what it hides, and what it leaves."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.live.conftest import fetch, run
from tests.live.host import difference, picture
from tutor.errors import LabError
from tutor.lab.init import RUNTIME
from tutor.lab.lab import Lab, bring_up
from tutor.lab.process import birth
from tutor.lab.record import find_record, records
from tutor.patience import patience

pytestmark = pytest.mark.alone

CHECKOUT = Path(__file__).parents[2]


async def test_a_published_port_answers_in_the_node(lab: Lab) -> None:
    started = run(lab, "docker", "run", "-d", "-p", "8080:80", "tutor/box", "httpd", "-f", "-h", "/www")
    assert started.returncode == 0, started.stderr
    assert "It works" in await fetch(lab, "http://10.55.0.11:8080/")


async def test_the_engine_can_kill_all_that_runs_in_a_container(lab: Lab) -> None:
    """As engines from 28 on do where a container could not be started to its end."""
    started = run(lab, "docker", "run", "-d", "tutor/box", "sleep", "1d")
    runtime = str(RUNTIME) if lab.record.plan.rootless else "runc"
    root = "--root=/run/docker/runtime-runc/moby"
    killed = run(lab, runtime, root, "kill", "--all", started.stdout.strip(), "KILL")
    assert killed.returncode == 0, killed.stderr
    assert run(lab, "docker", "wait", started.stdout.strip()).stdout.strip() == "137"


async def test_output_and_exit_status_are_the_commands_own(lab: Lab) -> None:
    ended = run(lab, "sh", "-c", "echo out; echo err >&2; exit 7")
    assert (ended.stdout, ended.stderr, ended.returncode) == ("out\n", "err\n", 7)


async def test_the_learners_own_files_are_not_there_and_the_system_cannot_be_written(lab: Lab) -> None:
    seen = run(lab, "sh", "-c", f"ls -A /root /mnt; ls -d /etc/shadow {CHECKOUT}/README.md")
    assert seen.stdout.split() == ["/mnt:", "/root:", ".bashrc"]
    assert seen.stderr.count("No such file or directory") == 2
    for path in ("/usr/x", "/usr/bin/x", "/opt/x"):
        refused = run(lab, "touch", path)
        assert "Read-only file system" in refused.stderr


async def test_a_name_of_the_internet_is_refused_at_once(lab: Lab) -> None:
    asked = run(lab, "timeout", "2", "docker", "pull", "example.org/none")
    assert asked.returncode == 1, "the pull must fail by itself, before the timeout"


async def test_nothing_is_left_after_down(own_folders: Path) -> None:
    before = picture()
    made = await bring_up()
    run(made, "docker", "run", "-d", "-p", "8080:80", "tutor/box", "sleep", "1d")
    assert picture() != before
    await made.down()
    assert difference(before, picture()) == {}
    assert not list((own_folders / "XDG_RUNTIME_DIR/tutor").iterdir())


async def test_killing_the_holder_removes_all_at_the_next_start(own_folders: Path) -> None:
    assert own_folders
    before = picture()
    made = await bring_up(name="victim", leash=False)
    run(made, "docker", "run", "-d", "tutor/box", "sleep", "1d")
    made.holder.kill()
    made.holder.wait()
    await _gone(made.record.pids["alpha"])
    assert list(records()) == []
    assert difference(before, picture()) == {}


async def test_a_lab_ends_with_its_owner(own_folders: Path) -> None:
    assert own_folders
    before = picture()
    script = (
        "import asyncio; from tutor.lab.lab import bring_up; asyncio.run(bring_up(name='leashed')); input()"
    )
    owner = await asyncio.create_subprocess_exec(
        *[".venv/bin/python", "-c", script], cwd=CHECKOUT, stdin=subprocess.PIPE
    )
    while not any(record.engines for record in records()):
        await asyncio.sleep(0.01)
    init = find_record("leashed").pids["alpha"]
    os.kill(owner.pid, signal.SIGKILL)
    await owner.wait()
    await _gone(init)
    async with asyncio.timeout(patience(30)):
        while difference(before, picture()):
            await asyncio.sleep(0.01)


async def test_killed_at_any_moment_of_its_start_a_lab_is_on_record_or_gone(own_folders: Path) -> None:
    folder = own_folders / "XDG_RUNTIME_DIR/tutor/early"
    before = picture()
    script = "import asyncio; from tutor.lab.lab import bring_up"
    script += "; asyncio.run(bring_up(name='early', leash=False))"
    for seconds in (0, 0.05, 0.3):
        maker = subprocess.Popen([sys.executable, "-c", script], cwd=CHECKOUT)
        while not folder.exists():
            assert maker.poll() is None
        await asyncio.sleep(seconds)
        maker.kill()
        maker.wait()
        async with asyncio.timeout(patience(20)):
            while difference(before, picture()):
                for record in records():
                    record.end()
                await asyncio.sleep(0.01)
        shutil.rmtree(folder, ignore_errors=True)  # without a record, the next start but one removes it


async def test_two_labs_of_one_name_are_refused(lab: Lab) -> None:
    with pytest.raises(LabError, match="already a lab called"):
        await bring_up(name=lab.record.plan.name)


async def test_an_engine_that_will_not_start_is_told_with_its_own_words(
    own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert own_folders
    fake = own_folders / "engine"
    fake.mkdir()
    (fake / "dockerd").write_text("#!/bin/sh\necho 'level=fatal msg=\"no bridge today\"' >&2\nexit 1\n")
    (fake / "dockerd").chmod(0o755)
    with pytest.raises(LabError, match="ended before it was ready") as caught:
        await bring_up(engine_dir=fake)
    assert "no bridge today" in caught.value.advice
    monkeypatch.setenv("TUTOR_ENGINE_DIR", str(own_folders))
    with pytest.raises(LabError, match="no dockerd in"):
        await bring_up()


async def test_a_containerd_that_will_not_start_is_told_with_its_own_words(own_folders: Path) -> None:
    broken = own_folders / "engine"
    broken.mkdir()
    (broken / "dockerd").symlink_to(str(shutil.which("dockerd", path=os.environ["PATH"] + ":/usr/sbin")))
    (broken / "containerd").write_text("#!/bin/sh\necho 'no content store today' >&2\nexit 1\n")
    (broken / "containerd").chmod(0o755)
    with pytest.raises(LabError, match="containerd ended before it was ready") as caught:
        await bring_up(engine_dir=broken)
    assert "no content store today" in caught.value.advice


async def test_the_engine_waits_for_no_containerd_of_its_own(lab: Lab) -> None:
    told = run(lab, "cat", "/var/log/dockerd.log").stdout
    assert "containerd successfully booted" in told
    assert "managed containerd" not in told


async def _gone(pid: int) -> None:
    async with asyncio.timeout(patience(30)):
        while birth(pid):
            await asyncio.sleep(0.01)


async def test_the_prompt_says_in_which_container_s_namespace_one_is(lab: Lab) -> None:
    assert run(lab, "docker", "run", "-d", "--name", "web", "tutor/box", "sleep", "1d").returncode == 0
    ask = "bash -ic 'echo \"${PS1@P}\"'"
    assert "alpha\x1b[0m#" in run(lab, "sh", "-c", ask).stdout.replace("\x01", "").replace("\x02", "")
    enter = "nsenter -t $(docker inspect -f '{{.State.Pid}}' web) -n "
    assert "alpha:web\x1b[0m#" in run(lab, "sh", "-c", enter + ask).stdout.replace("\x01", "").replace(
        "\x02", ""
    )
