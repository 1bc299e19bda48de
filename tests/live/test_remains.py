"""What a killed lab leaves in its control groups is known by its label, when its record is gone too."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.conftest import run
from tests.live.host import difference, picture
from tutor.lab import cgroups, remains
from tutor.lab.lab import bring_up
from tutor.lab.process import owner
from tutor.lab.record import records

pytestmark = [
    pytest.mark.alone,
    pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user has no control groups"),
]


@pytest.fixture
def group() -> Iterator[str]:
    """The name of a control group that is there in every hierarchy, called as one of a lab might be."""
    name = f"tutor-00000000-test-{os.getpid()}"
    for place in cgroups.places(name):
        place.mkdir()
    yield name
    for place in cgroups.places(name):
        if place.exists():
            place.rmdir()


def label(name: str, holder: str) -> None:
    for place in cgroups.places(name):
        os.setxattr(place, cgroups.LABEL, holder.encode())


def there(name: str) -> set[bool]:
    return {place.exists() for place in cgroups.places(name)}


async def test_groups_of_a_killed_lab_go_though_its_record_is_gone(own_folders: Path) -> None:
    assert own_folders
    before = picture()
    made = await bring_up(leash=False)
    group = made.record.plan.group
    run(made, "docker", "run", "-d", "--name", "paused", "tutor/box", "sleep", "1d")
    run(made, "docker", "pause", "paused")
    shutil.rmtree(made.record.plan.folder)
    assert list(records()) == []
    assert there(group) == {True}, "its holder lives"
    made.holder.kill()
    made.holder.wait()
    assert list(records()) == []
    assert difference(before, picture()) == {}


def test_a_group_goes_when_its_holder_is_dead_and_not_before(group: str) -> None:
    with subprocess.Popen(["sleep", "1d"]) as holder:
        boot, _, _, namespace = owner().split("/")
        born = Path(f"/proc/{holder.pid}/stat").read_text().rpartition(")")[2].split()[19]
        label(group, f"{boot}/{born}/{holder.pid}/{namespace}")
        remains.sweep()
        assert there(group) == {True}
        holder.kill()
        holder.wait()
    remains.sweep()
    assert there(group) == {False}


@pytest.mark.parametrize("written", ["", "somebody else's", "boot/1/2/3"])
def test_a_group_is_not_known_by_its_name(group: str, written: str) -> None:
    remains.sweep()
    assert there(group) == {True}
    label(group, written.replace("boot", owner().partition("/")[0]))
    remains.sweep()
    assert there(group) == {True}, "a label of which nothing is known"


def test_a_look_at_the_machine_leaves_nothing() -> None:
    look = f"{sys.executable} -P -m tutor state --where host >/dev/null"
    script = f"mount -t tmpfs none /run; {look}; ls -A /run"
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-ec", script], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
