"""What is known of a lab: kept in one stroke, and removed when its holder is gone."""

import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.lab.test_plan import PLAN
from tutor.errors import LabError
from tutor.lab import record
from tutor.lab.process import age, birth
from tutor.lab.record import Record, birth_record, find_record, records, runtime_folder


@pytest.fixture
def holder() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(["sleep", "1d"])
    yield process
    process.kill()
    process.wait()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    return runtime_folder()


def keep(folder: Path, name: str, holder: int) -> Record:
    (folder / name).mkdir()
    kept = replace(birth_record(replace(PLAN, name=name, folder=folder / name), holder), pids={"alpha": 7})
    kept.write()
    return kept


def test_a_lab_is_found_while_its_holder_lives(folder: Path, holder: subprocess.Popen[bytes]) -> None:
    kept = keep(folder, "mine", holder.pid)
    assert find_record("mine") == kept
    assert [node.pid for node in find_record().nodes] == [7]
    holder.kill()
    holder.wait()
    assert list(records()) == []
    assert not (folder / "mine").exists()


def test_the_newest_lab_is_meant_without_a_name(folder: Path, holder: subprocess.Popen[bytes]) -> None:
    keep(folder, "older", os.getpid())
    keep(folder, "newer", holder.pid)
    keep(folder, "older-too", os.getpid())
    assert find_record().plan.name == "newer"


def test_a_node_that_is_not_there_is_told(folder: Path, holder: subprocess.Popen[bytes]) -> None:
    with pytest.raises(LabError, match="node beta of lab mine is not there now"):
        keep(folder, "mine", holder.pid).node("beta")


def test_a_folder_whose_maker_died_early_is_removed_after_a_while(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "early").mkdir()
    assert list(records()) == []
    assert (folder / "early").exists(), "its maker may still be at work"
    monkeypatch.setattr(record, "GRACE", -1.0)
    assert list(records()) == []
    assert not (folder / "early").exists()


def test_a_record_of_another_version_is_told_only_when_it_is_named(
    folder: Path, holder: subprocess.Popen[bytes]
) -> None:
    keep(folder, "mine", holder.pid)
    (folder / "other").mkdir()
    (folder / "other/lab.json").write_text('{"lab": 2}')
    assert find_record().plan.name == "mine"
    with pytest.raises(LabError, match="another version of the course wrote it"):
        find_record("other")


def test_a_process_has_one_birth_and_grows_old(holder: subprocess.Popen[bytes]) -> None:
    born = birth(holder.pid)
    assert born == birth(holder.pid) != birth(os.getpid())
    first = age(holder.pid)
    while age(holder.pid) <= first:
        assert first < time.monotonic()
    holder.kill()
    holder.wait()
    assert (birth(holder.pid), age(holder.pid)) == ("", 0.0)
