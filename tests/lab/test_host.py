"""Whether this machine's own engine can be used is said in one sentence."""

import os
import subprocess
from pathlib import Path

import pytest

from tutor.errors import LabError, NeedError
from tutor.lab import host, host_engine, record
from tutor.lab.host_folder import take_folder
from tutor.lab.process import birth, is_dead, owner


def test_engines_whose_networks_are_elsewhere_are_told_from_the_machines_own() -> None:
    host_engine.check({"SecurityOptions": ["name=seccomp,profile=default"]}, "")
    with pytest.raises(NeedError, match="rootless"):
        host_engine.check({"SecurityOptions": ["name=seccomp,profile=default", "name=rootless"]}, "")
    with pytest.raises(NeedError, match="Docker Desktop"):
        host_engine.check({"OperatingSystem": "Docker Desktop", "SecurityOptions": None}, "")
    with pytest.raises(NeedError, match="runs somewhere else"):
        host_engine.check({}, "no-such-bridge0")


def test_without_a_socket_it_says_where_the_engine_may_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_engine, "SOCKET", tmp_path / "docker.sock")
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(NeedError) as caught:
        host_engine.connect()
    assert "--where host" in caught.value.advice
    (tmp_path / ".docker/desktop").mkdir(parents=True)
    with pytest.raises(NeedError, match="Docker Desktop keeps its engine in a virtual machine"):
        host_engine.connect()


def test_a_socket_without_an_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docker.sock").touch()
    monkeypatch.setattr(host_engine, "SOCKET", tmp_path / "docker.sock")
    with pytest.raises(NeedError, match="does not answer"):
        host_engine.connect()


def test_root_is_asked_for() -> None:
    if os.geteuid() == 0:
        host.check_root()
    else:
        with pytest.raises(NeedError, match="needs root"):
            host.check_root()


def test_an_owner_is_dead_when_its_process_is() -> None:
    mine = owner()
    assert not is_dead(mine)
    boot, born, pid, namespace = mine.split("/")
    assert is_dead(f"{boot}/{int(born) + 1}/{pid}/{namespace}"), "the pid is used again"
    assert is_dead(f"an-earlier-boot/{born}/{pid}/1")
    assert not is_dead(f"{boot}/{int(born) + 1}/{pid}/1"), "another pid namespace: nothing is known"
    assert not is_dead("written by somebody else")
    with subprocess.Popen(["sleep", "1d"]) as other:
        theirs = f"{birth(other.pid)}/{other.pid}/{namespace}"
        assert not is_dead(theirs)
        other.kill()
        other.wait()
        assert is_dead(theirs)


def test_one_lesson_at_a_time_holds_the_folder_and_leaves_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr(record, "GRACE", -1.0)
    held = take_folder()
    (held.path / "bin").mkdir()
    with pytest.raises(LabError, match="another lesson is being played"):
        take_folder()
    assert list(record.records()) == []
    assert (held.path / "bin").exists(), "it is no lab that somebody has left"
    os.close(held.lock)  # as when its holder is killed
    again = take_folder()
    assert list(again.path.iterdir()) == []
    again.close()
    assert list(tmp_path.glob("tutor/*")) == []


@pytest.mark.parametrize(
    ("typed", "run"),
    [
        ("run -d x run create", "run --label L -d x run create"),
        ("-H unix:///x run a", "-H unix:///x run --label L a"),
        ("--host=x container create y", "--host=x container create --label L y"),
        ("--tlscacert run run x", "--tlscacert run run --label L x"),
        ("network create z", "network create --label L z"),
        ("volume create", "volume create --label L"),
        ("service create x", "service create --label L x"),
        ("network ls", "network ls"),
        ("exec web docker run x", "exec web docker run x"),
        ("image create x", "image create x"),
        ("", ""),
    ],
)
def test_the_shells_docker_puts_the_label_on_what_is_made(typed: str, run: str, tmp_path: Path) -> None:
    (tmp_path / "docker").write_text('#!/bin/sh\nfor word; do printf "%s\\n" "$word"; done\n')
    (tmp_path / "docker").chmod(0o755)
    told = subprocess.run(
        ["sh", host.WRAPPER, *typed.split(), "two words"],
        env={"TUTOR_LABEL": "L", "TUTOR_DOCKER": str(tmp_path / "docker")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.splitlines() == [*run.split(), "two words"]
