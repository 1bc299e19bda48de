"""What the doctor finds by trying, what it says of a lesson's needs, and that it leaves no trace."""

import os
from pathlib import Path

import pytest

from tests.live.host import picture
from tutor.lab import doctor, kernel, modules
from tutor.lab.features import BY_NAME, Feature
from tutor.lab.finding import Finding, Standing
from tutor.lab.plan import SYSTEM_PATH
from tutor.lesson.needs import WORDS

PATH = ":".join(SYSTEM_PATH)


def find(trial: str, *names: str, by_itself: bool = True) -> Finding:
    """The finding of a feature that is tried with this line of shell."""
    (found,) = kernel.examine([Feature("it", trial, names, by_itself=by_itself)], PATH)
    return found


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A disk with the modules it and br_it, of which none is loaded."""
    folder = tmp_path / os.uname().release
    folder.mkdir()
    (folder / "modules.dep").write_text("kernel/net/it.ko.xz:\nkernel/net/br-it.ko: kernel/net/it.ko.xz\n")
    (tmp_path / "loaded").write_text("other 16384 0 - Live 0x0\n")
    monkeypatch.setattr(modules, "FOLDER", tmp_path)
    monkeypatch.setattr(modules, "LOADED", tmp_path / "loaded")
    monkeypatch.setattr(modules, "LOCKED", tmp_path / "locked")
    modules.on_disk.cache_clear()
    return tmp_path


def test_every_word_of_a_lessons_needs_has_a_feature() -> None:
    assert set(WORDS) - {"root"} <= BY_NAME.keys()


def test_what_works_is_ready_and_what_does_not_says_why() -> None:
    assert find("true").standing is Standing.READY
    lacking = find("echo first; echo 'Error: no such thing.' >&2; false")
    assert (lacking.standing, lacking.detail) == (Standing.MISSING, "no such thing")
    assert lacking.told()
    assert "./tutor.sh" in find("no-such-program").told()


def test_trials_are_in_namespaces_of_their_own() -> None:
    assert find('ip link add left-behind type bridge && test -z "$(ls -A /run)"').there
    assert not Path("/sys/class/net/left-behind").exists()


def test_a_module_on_disk_is_not_loaded_for_a_trial(disk: Path) -> None:
    assert find("false", "it").standing is Standing.WAITING
    asked = find("true", "br_it", by_itself=False)
    assert not asked.there
    assert asked.told().endswith("modprobe -a br_it")
    (disk / "loaded").write_text("br_it 16384 0 - Live 0x0\n")
    assert find("true", "br_it", by_itself=False).standing is Standing.READY
    (disk / "locked").write_text("1\n")
    assert find("true", "it").standing is Standing.MISSING


def test_the_modules_of_iptables_are_those_of_its_variant(disk: Path, tmp_path: Path) -> None:
    feature = Feature("it", "true", modules=("other",), legacy_modules=("it",))
    (tmp_path / "iptables").write_text("#!/bin/sh\necho 'iptables v1.8.9 (legacy)'\n")
    (tmp_path / "iptables").chmod(0o755)
    assert disk
    (legacy,) = kernel.examine([feature], f"{tmp_path}:{PATH}")
    assert (legacy.standing, legacy.detail) == (Standing.WAITING, "not loaded yet: it")
    (tmp_path / "iptables").write_text("#!/bin/sh\necho 'iptables v1.8.9 (nf_tables)'\n")
    (other,) = kernel.examine([feature], f"{tmp_path}:{PATH}")
    assert other.standing is Standing.READY


def test_nothing_is_left_of_an_examination() -> None:
    before = seen()
    doctor.examine()
    assert seen() == before


def seen() -> tuple[object, ...]:
    """What an examination might leave; engines and control groups it has nothing to do with."""
    host = {name: told for name, told in picture().items() if name not in ("engines", "cgroups")}
    return host, modules.loaded_names(), Path("/run/xtables.lock").exists()


@pytest.mark.parametrize(
    ("bound", "version", "kept"),
    [
        ("engine>=28", "28.5.2", True),
        ("engine>=28", "27.5.1", False),
        ("engine<29", "28.5.2", True),
        ("engine<29", "29.0.0", False),
        ("engine<=28", "28.5.2", True),
        ("engine>28", "28.5.2", False),
        ("engine>=28.5.3", "28.5.2", False),
        ("engine>=20.10", "20.10.24", True),
        ("engine>=20", "", False),
        ("engine", "28.5.2", False),
    ],
)
def test_bounds_on_the_engine(bound: str, version: str, kept: bool) -> None:  # noqa: FBT001 - a row of the table
    assert doctor.fits(bound, version) is kept


def test_a_lesson_is_told_what_is_missing_and_why() -> None:
    assert doctor.missing(()) == ()
    assert doctor.missing(("engine>=20", "engine<28"), engine_version="28.5.2") == (
        doctor.Missing(
            "engine<28",
            "this lesson needs engine<28, and the engine here is 28.5.2",
            doctor.ANOTHER_ENGINE,
        ),
    )
    assert bool(doctor.missing(("root",))) == bool(os.geteuid())
