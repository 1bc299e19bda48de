"""Several nodes on a wire, outside among them; several labs, and those of several users, side by side."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import platformdirs
import pytest

import tutor
from tests.live.conftest import fetch, run
from tests.live.host import difference, picture
from tutor.errors import LabError
from tutor.lab.lab import Lab, bring_up
from tutor.lab.swarm import join

ROOT = os.geteuid() == 0
BARE = ("busybox", "ping", "-c1", "-W2")
ANOTHERS_LAB = """
import asyncio, json, sys
from tutor.lab.lab import bring_up
lab = asyncio.run(bring_up(name="side"))
print(json.dumps(lab.node().argv(("cat", "/etc/side"))), flush=True)
sys.stdin.read()
"""


async def test_every_node_has_its_name_its_address_and_finds_the_others(pair: Lab) -> None:
    assert [(node.name, node.address, node.engine) for node in pair.nodes] == [
        ("alpha", "10.55.0.11", True),
        ("beta", "10.55.0.12", True),
        ("outside", "10.55.0.100", False),
    ]
    for node in pair.nodes:
        assert run(pair, "hostname", node=node.name).stdout == f"{node.name}\n"
        for other in pair.nodes:
            assert run(pair, *BARE, other.name, node=node.name).returncode == 0, (node.name, other.name)


async def test_outside_reaches_a_published_port_and_has_no_docker(pair: Lab) -> None:
    started = run(pair, "docker", "run", "-d", "-p", "8080:80", "tutor/box", "httpd", "-f", "-h", "/www")
    assert started.returncode == 0, started.stderr
    assert "It works" in await fetch(pair, "http://alpha:8080/", node="outside")
    assert run(pair, "docker", "ps", node="outside").returncode != 0
    assert run(pair, "cat", "/proc/sys/net/ipv4/ip_forward", node="outside").stdout == "0\n"


async def test_the_wire_leads_nowhere_and_says_so(pair: Lab) -> None:
    tried = run(pair, "timeout", "5", "busybox", "nc", "192.0.2.1", "80", node="outside")
    assert "Network is unreachable" in tried.stderr


async def test_a_swarm_carries_names_across_nodes(pair: Lab) -> None:
    told = await join(pair.nodes)
    assert [line.split()[0] for line in told] == ["alpha", "beta"]
    assert run(pair, "docker", "network", "create", "-d", "overlay", "--attachable", "net").returncode == 0
    for node in ("alpha", "beta"):
        words = (
            "docker",
            "run",
            "-d",
            "--name",
            f"on-{node}",
            "--network",
            "net",
            "tutor/box",
            "sleep",
            "1d",
        )
        assert run(pair, *words, node=node).returncode == 0
    async with asyncio.timeout(20):
        while run(pair, "docker", "exec", "on-alpha", "ping", "-c1", "-W1", "on-beta").returncode:
            await asyncio.sleep(0)
    assert "already" in (await join(pair.nodes))[0], "asked again, there is nothing to do"


async def test_a_worker_elsewhere_does_not_become_a_manager(pair: Lab) -> None:
    alpha, beta, _ = pair.nodes
    await join([beta, alpha])
    with pytest.raises(LabError, match="alpha is a worker"):
        await join([alpha, beta])


async def test_labs_of_one_user_live_side_by_side(lab: Lab) -> None:
    other = await bring_up()
    try:
        assert other.node().address == lab.node().address
        run(lab, "sh", "-c", "echo one > /etc/side; docker run -d --name only-here tutor/box sleep 1d")
        assert run(other, "ls", "/etc/side").returncode != 0
        assert "only-here" not in run(other, "docker", "ps").stdout
        assert run(lab, "docker", "ps", "--format", "{{.Names}}").stdout == "only-here\n"
    finally:
        await other.down()
    assert run(lab, "docker", "exec", "only-here", "true").returncode == 0, (
        "the other's end is not this one's"
    )


@pytest.mark.alone
async def test_ten_labs_are_up_at_once_and_leave_nothing(own_folders: Path) -> None:
    before = picture()
    made = await asyncio.gather(*(bring_up() for _ in range(10)))
    for number, lab in enumerate(made):
        assert run(lab, "docker", "network", "create", f"only-{number}").returncode == 0
    for number, lab in enumerate(made):
        assert f"only-{number}" in run(lab, "docker", "network", "ls", "--format", "{{.Name}}").stdout.split()
    await asyncio.gather(*(lab.down() for lab in made))
    assert difference(before, picture()) == {}
    assert not list((own_folders / "XDG_RUNTIME_DIR/tutor").iterdir())


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[str]:
    """A user who has only just been added to this machine, with the course at hand."""
    name = f"tutor-other-{os.getpid()}"
    subprocess.run(["useradd", "--create-home", name], check=True)
    home = Path("/home", name)
    for module in (tutor, platformdirs):
        source = Path(str(module.__file__)).parent
        shutil.copytree(source, home / "course" / source.name)
    yield name
    subprocess.run(["userdel", "--remove", name], check=True, capture_output=True)
    assert tmp_path


@pytest.mark.skipif(not ROOT, reason="only root can add another user")
async def test_labs_of_two_users_live_side_by_side(lab: Lab, stranger: str) -> None:
    words = ["setpriv", f"--reuid={stranger}", f"--regid={stranger}", "--init-groups", "--reset-env"]
    course = {"PYTHONPATH": f"/home/{stranger}/course", "PATH": os.environ["PATH"]}
    python = [f"{sys.base_prefix}/bin/python3", "-P", "-c", ANOTHERS_LAB]
    settings = [f"{name}={value}" for name, value in course.items()]
    theirs = subprocess.Popen(
        [*words, "env", *settings, *python],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert theirs.stdin
    assert theirs.stdout
    argv = json.loads(theirs.stdout.readline())
    run(lab, "sh", "-c", "echo root > /etc/side")
    seen = subprocess.run([*words, *argv], capture_output=True, text=True, check=False)
    assert "No such file" in seen.stderr, "their node is there, and it is not ours"
    assert run(lab, "docker", "info").returncode == 0
    theirs.stdin.close()
    theirs.wait()
    async with asyncio.timeout(20):
        while pids := subprocess.run(
            ["pgrep", "-u", stranger], capture_output=True, check=False
        ).stdout.split():
            for pid in map(int, pids):
                with suppress(ChildProcessError):  # orphans may have become children of this process
                    os.waitpid(pid, os.WNOHANG)
            await asyncio.sleep(0.01)
    assert run(lab, "cat", "/etc/side").stdout == "root\n"
