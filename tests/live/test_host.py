"""Lessons on the machine itself. A node of the lab is the machine here: no host's own engine is ever touched."""

import asyncio
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lesson.writing import FRONT, write
from tests.live.conftest import run
from tutor.lab.lab import Lab
from tutor.lab.plan import import_path
from tutor.patience import patience

pytestmark = pytest.mark.alone

MAKING = """## Make something
```bash run
docker network create shop
docker volume create goods
docker run -d --name web --network shop tutor/box httpd -f -h /www
```
```text claims
web runs on shop
    container name=web state=running mode=shop
This host reaches it
    reach from=host to=web port=80
```
"""
LASTING = MAKING.replace("/www\n", "/www\nsleep 1h\n")


def play(lab: Lab, lesson: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Play a lesson inside the node, on the node's own engine, as if the node were a learner's machine."""
    node = lab.node()
    bring(lab, lesson)
    return subprocess.run(
        node.argv(words(lesson, *options)),
        env=node.environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=patience(300),
    )


def bring(lab: Lab, lesson: Path) -> None:
    node = lab.node()
    copy = ("sh", "-c", f"cat >/root/{lesson.name}")
    subprocess.run(node.argv(copy), env=node.environment(), input=lesson.read_bytes(), check=True)


def words(lesson: Path, *options: str) -> tuple[str, ...]:
    tutor = ("env", f"PYTHONPATH={import_path()}", sys.executable, "-P", "-m", "tutor")
    return (*tutor, "play", f"/root/{lesson.name}", "--auto", "--where", "host", *options)


def things(lab: Lab) -> list[str]:
    """Everything that an engine keeps, by name."""
    listed = (
        ("ps", "-a", "--format", "container {{.Names}}"),
        ("network", "ls", "--format", "network {{.Name}}"),
        ("volume", "ls", "--format", "volume {{.Name}}"),
        ("images", "--format", "image {{.Repository}}"),
    )
    return [line for command in listed for line in run(lab, "docker", *command).stdout.splitlines()]


def files(lab: Lab) -> list[str]:
    """What lies about in the node but for the engine's own, the image cache, the journal and an empty folder for labs."""
    kept = r"/(run/docker|run/lock|root/\.cache|root/\.local|tmp/runtime-0(/tutor)?$|root/01-written\.md$)"
    found = run(
        lab, "find", "/run", "/tmp", "/var/tmp", "/root", "/home", "/etc", "-mount"
    ).stdout.splitlines()
    return sorted(path for path in found if not re.match(kept, path))


@pytest.fixture
def machine(lab: Lab) -> Lab:
    """A learner's machine, with a name and things of theirs, and without the course's image."""
    assert run(lab, "hostname", "desk").returncode == 0
    for command in (
        ("tag", "tutor/box", "theirs"),
        ("rmi", "tutor/box"),
        ("run", "-d", "--name", "theirs", "-v", "theirs:/data", "theirs", "sleep", "1d"),
        ("network", "create", "--label", "tutorial=no", "theirs"),
    ):
        assert run(lab, "docker", *command).returncode == 0
    return lab


async def test_a_lesson_leaves_the_machine_as_it_was(machine: Lab, tmp_path: Path) -> None:
    before, lay = things(machine), files(machine)
    played = play(machine, write(tmp_path, MAKING), "--yes", "--json")
    assert played.returncode == 0, played.stdout + played.stderr
    assert "docker volume create goods" in played.stderr, "what will run is shown first"
    ran = [json.loads(line) for line in played.stdout.splitlines() if '"ran"' in line]
    assert [event["status"] for event in ran] == [0]
    assert things(machine) == before
    assert files(machine) == lay
    assert run(machine, "docker", "inspect", "-f", "{{.State.Running}}", "theirs").stdout == "true\n"


async def test_what_a_killed_lesson_left_goes_at_the_next_start(machine: Lab, tmp_path: Path) -> None:
    before, lay = things(machine), files(machine)
    lesson = write(tmp_path, LASTING)
    bring(machine, lesson)
    node = machine.node()
    victim = await asyncio.create_subprocess_exec(
        *node.argv(("sh", "-c", 'echo $$ >/root/pid; exec "$@"', "-", *words(lesson, "--yes"))),
        env=node.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    async with asyncio.timeout(patience(120)):
        while "container web" not in things(machine):
            await asyncio.sleep(0.05)
    run(machine, "sh", "-c", "kill -9 $(cat /root/pid)")
    await victim.wait()
    assert {"container web", "network shop", "volume goods", "image tutor/box"} <= set(things(machine))
    played = play(machine, write(tmp_path, MAKING), "--yes")
    assert played.returncode == 0, played.stdout + played.stderr
    assert things(machine) == before
    assert files(machine) == sorted([*lay, "/root/pid"])


async def test_nothing_is_done_without_a_word(machine: Lab, tmp_path: Path) -> None:
    before = things(machine)
    refused = play(machine, write(tmp_path, MAKING))
    assert refused.returncode == 2
    assert "nobody to ask" in refused.stderr
    assert things(machine) == before


async def test_names_that_are_taken_are_left_alone(machine: Lab, tmp_path: Path) -> None:
    before = things(machine)
    refused = play(machine, write(tmp_path, MAKING.replace("shop", "theirs")), "--yes")
    assert refused.returncode == 2
    assert "has something called theirs already" in refused.stderr
    assert things(machine) == before


async def test_an_image_that_was_there_stays(lab: Lab, tmp_path: Path) -> None:
    before = things(lab)
    assert "image tutor/box" in before
    assert play(lab, write(tmp_path, MAKING), "--yes").returncode == 0
    assert things(lab) == before


async def test_an_engine_that_does_not_run_is_one_sentence(lab: Lab, tmp_path: Path) -> None:
    run(lab, "sh", "-c", "pkill -x dockerd; while [ -e /run/docker.sock ]; do sleep 0.05; done")
    refused = play(lab, write(tmp_path, MAKING), "--yes")
    assert refused.returncode == 2
    assert refused.stderr.splitlines()[-2:] == [
        "tutor: no Docker engine runs on this machine: there is no /run/docker.sock",
        "play it in the lab: leave out --where host",
    ]


async def test_a_lesson_that_breaks_things_is_refused(lab: Lab, tmp_path: Path) -> None:
    breaking = MAKING.replace("```bash run", "```bash break\nip link set docker0 down\n```\n```bash run")
    refused = play(lab, write(tmp_path, breaking, front=FRONT), "--yes")
    assert refused.returncode == 3
    assert "breaks things on purpose" in refused.stderr
