"""What is done in a node stays in it: the worst that a learner can type, typed."""

import ctypes
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.conftest import run
from tutor.lab.cgroups import places
from tutor.lab.lab import Lab
from tutor.lab.node import SHELL

CHECKOUT = Path(__file__).parents[2]
ROOT = os.geteuid() == 0
DISK = Path("/").stat().st_dev
WITHHELD = {
    "linux_immutable": 9,
    "sys_module": 16,
    "sys_rawio": 17,
    "sys_boot": 22,
    "sys_time": 25,
    "mknod": 27,
}
SETTINGS = (
    "/proc/sys/kernel/core_pattern",
    "/proc/sys/kernel/hostname",
    "/proc/sys/vm/swappiness",
    "/proc/sys/fs/file-max",
    "/proc/sysrq-trigger",
    "/sys/kernel/mm/transparent_hugepage/enabled",
    "/sys/fs/cgroup/memory/cgroup.procs",
)


@pytest.fixture
def canaries(tmp_path: Path) -> Iterator[list[Path]]:
    """Files and folders where a slip could do harm."""
    there = [tmp_path / "canary", Path.home() / f".tutor-canary-{os.getpid()}"]
    if ROOT:
        there += [
            Path(f"/{folder}/tutor-canary-{os.getpid()}") for folder in ("run", "srv", "var/tmp", "etc")
        ]
    for path in there:
        path.write_text("sing")
        path.chmod(0o600)
    groups = list(places(f"canary-{os.getpid()}")) if ROOT else []
    for group in groups:
        group.mkdir()
    yield [*there, *groups]
    for path in there:
        path.unlink()
    for group in groups:
        group.rmdir()


@pytest.fixture
def neighbour() -> Iterator[subprocess.Popen[bytes]]:
    """A process of this host that is none of the lab's business."""
    process = subprocess.Popen(["sleep", "1d"])
    yield process
    process.kill()
    process.wait()


def type_in(lab: Lab, line: str) -> subprocess.CompletedProcess[str]:
    return run(lab, *SHELL, text=f"{line}\n")


def names(folder: str) -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir())


def fingerprint(*folders: str | Path) -> str:
    """Names, kinds, owners, rights and sizes of everything below these folders."""
    found = hashlib.sha256()
    for folder in folders:
        for top, names, files in os.walk(folder):
            names[:] = sorted(name for name in names if name not in ("__pycache__", ".git", "pts"))
            for name in sorted([*names, *files]):
                status = os.lstat(f"{top}/{name}")
                found.update(f"{top}/{name} {status[:1]} {status[4:7]}".encode())
    return found.hexdigest()


def shared_and_writable(lab: Lab) -> list[str]:
    """Mounts of the node through which something of this host could be written."""
    mine = {line.split()[2] for line in Path("/proc/self/mountinfo").read_text().splitlines()}
    group = f"/{lab.record.plan.cgroup('alpha')}"
    mounts = [line.split() for line in run(lab, "cat", "/proc/self/mountinfo").stdout.splitlines()]
    return [
        mount[4]
        for mount in mounts
        if mount[2] in mine and "ro" not in mount[5].split(",") and not mount[3].startswith(group)
    ]


async def test_rm_rf_harms_nothing_and_a_reset_mends_the_node(lab: Lab, canaries: list[Path]) -> None:
    assert not shared_and_writable(lab), "not safe to try"
    harmed = (
        CHECKOUT,
        sys.prefix,
        sys.base_prefix + "/bin",
        "/usr/bin",
        "/usr/sbin",
        "/etc",
        "/opt",
        "/boot",
    )
    before = fingerprint(*harmed), names("/"), names("/dev"), names("/run")
    run(lab, "docker", "run", "-d", "tutor/box", "sleep", "1d")
    typed = type_in(lab, "rm -rf / --no-preserve-root; echo typed")
    assert typed.stdout == "typed\n"
    assert not run(lab, "find", "/root", "/tmp", "/home", "/run", "-mount", "-type", "f").stdout
    assert (fingerprint(*harmed), names("/"), names("/dev"), names("/run")) == before
    assert all(path.exists() for path in canaries)
    await lab.reset()
    assert run(lab, "docker", "run", "--rm", "tutor/box", "echo", "whole").stdout == "whole\n"


async def test_a_change_of_all_owners_and_rights_stays_in_the_node(lab: Lab) -> None:
    assert not shared_and_writable(lab), "not safe to try"
    before = fingerprint("/dev", "/etc", "/usr/bin")
    type_in(lab, "chown -R nobody /dev /etc /usr/bin; chmod -R 000 /dev /etc /usr/bin")
    assert fingerprint("/dev", "/etc", "/usr/bin") == before


async def test_what_is_the_hosts_is_not_there(lab: Lab, canaries: list[Path]) -> None:
    for path in [path for path in canaries if "cgroup" not in path.parts]:
        assert "No such file" in run(lab, "ls", str(path)).stderr
    private = ("/root", "/home", "/tmp", "/mnt", "/media", "/srv")
    assert run(lab, "find", *private, "-mount", "-type", "f").stdout == ""
    assert set(run(lab, "ls", "/run").stdout.split()) <= {
        "docker",
        "docker.pid",
        "docker.sock",
        "lock",
        "tutor",
    }
    assert "No such file" in run(lab, "cat", "/etc/shadow").stderr


async def test_tcpdump_captures(lab: Lab) -> None:
    captured = run(lab, "bash", "-c", "busybox ping -c 3 127.0.0.1 & timeout 5 tcpdump -ni lo -c 1")
    assert (captured.returncode, "user" in captured.stderr) == (0, False), captured.stderr


async def test_a_program_can_run_in_a_namespace_made_by_hand(lab: Lab) -> None:
    made = run(lab, "bash", "-c", "ip netns add red && ip netns exec red ls /sys/class/net")
    assert (made.returncode, made.stdout.split()) == (0, ["lo"]), made.stderr


async def test_signals_reach_nobody_outside(lab: Lab, neighbour: subprocess.Popen[bytes]) -> None:
    assert "No such process" in type_in(lab, f"kill {neighbour.pid}").stderr
    type_in(lab, "kill -9 -1")
    type_in(lab, "kill -9 1")
    assert neighbour.poll() is None
    await lab.reset()
    assert run(lab, "docker", "info").returncode == 0


async def test_no_disk_can_be_reached(lab: Lab) -> None:
    number = f"{os.major(DISK)} {os.minor(DISK)}"
    devices = run(lab, "find", "/dev", "-type", "b").stdout
    assert devices == ""
    made = type_in(lab, f"mknod /tmp/disk b {number}")
    assert "Operation not permitted" in made.stderr
    inside = run(lab, "docker", "run", "--rm", "tutor/box", "sh", "-c", f"mknod /d b {number} && head -c1 /d")
    assert inside.returncode != 0
    assert inside.stdout == ""


async def test_settings_of_the_kernel_cannot_be_written(lab: Lab) -> None:
    there = [path for path in SETTINGS if Path(path).exists()]
    for path in there:
        opened = type_in(lab, f": >> {path}")  # opens it to be written, and writes nothing
        assert "Read-only file system" in opened.stderr or "Permission denied" in opened.stderr, path


async def test_settings_of_the_network_are_the_nodes_own(lab: Lab) -> None:
    before = Path("/proc/sys/net/ipv4/ip_default_ttl").read_text()
    type_in(lab, "echo 7 > /proc/sys/net/ipv4/ip_default_ttl")
    assert run(lab, "cat", "/proc/sys/net/ipv4/ip_default_ttl").stdout == "7\n"
    assert Path("/proc/sys/net/ipv4/ip_default_ttl").read_text() == before


async def test_no_module_can_be_loaded(lab: Lab) -> None:
    loaded = type_in(lab, "echo > /tmp/x.ko; busybox insmod /tmp/x.ko || echo refused")
    assert loaded.stdout == "refused\n"
    assert run(lab, "sh", "-c", "ls /lib/modules/* 2>/dev/null").stdout == ""


@pytest.mark.skipif(not ROOT, reason="an ordinary user has none of these rights on the host")
async def test_a_shell_lacks_roots_rights_over_the_machine(lab: Lab) -> None:
    status = type_in(lab, "grep CapBnd /proc/self/status").stdout
    rights = int(status.split()[1], 16)
    assert not [name for name, bit in WITHHELD.items() if rights & 1 << bit]


@pytest.mark.skipif(ROOT, reason="root has every right")
async def test_a_lab_has_no_more_rights_than_its_user(lab: Lab) -> None:
    ranges = [line.split()[1] for line in run(lab, "cat", "/proc/self/uid_map").stdout.splitlines()]
    assert ranges[0] == str(os.getuid())
    assert "0" not in ranges
    assert "Operation not permitted" in type_in(lab, 'date -s "$(date)"').stderr


async def test_shared_memory_of_the_host_is_not_there(lab: Lab) -> None:
    libc = ctypes.CDLL(None)
    segment = libc.shmget(0, 4096, 0o1600)
    try:
        assert str(segment) in Path("/proc/sysvipc/shm").read_text()
        assert len(run(lab, "cat", "/proc/sysvipc/shm").stdout.splitlines()) == 1
    finally:
        libc.shmctl(segment, 0, None)
