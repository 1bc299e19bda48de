"""What a machine lacks is told in one sentence with what to type."""

from pathlib import Path

import pytest

from tutor.errors import NeedError
from tutor.lab import engine, needs
from tutor.lab.finding import Finding


def test_missing_commands_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(engine, "SYSTEM_PATH", (str(tmp_path),))
    for name in engine.TOOLS[1:]:
        (tmp_path / name).touch(mode=0o755)
    with pytest.raises(NeedError, match=r"needs dockerd, which") as caught:
        engine.check_tools(None, rootless=False)
    assert "./tutor.sh" in caught.value.advice
    (tmp_path / "dockerd").touch(mode=0o755)
    engine.check_tools(None, rootless=False)
    with pytest.raises(NeedError, match="needs newuidmap"):
        engine.check_tools(None, rootless=True)


def first_hindrance() -> Finding:
    """The first thing that would keep an ordinary user from having a lab."""
    return next(finding for finding in needs.examine_user() if not finding.there)


def test_a_switched_off_kernel_feature_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "kernel").mkdir()
    (tmp_path / "kernel/apparmor_restrict_unprivileged_userns").write_text("1\n")
    monkeypatch.setattr(needs, "SYSCTLS", tmp_path)
    assert "AppArmor" in first_hindrance().detail
    assert "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0" in first_hindrance().told()


def test_a_user_without_subordinate_ids_is_told_the_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "subuid").write_text("somebody:100000:65536\n")
    monkeypatch.setattr(needs, "SYSCTLS", tmp_path)
    monkeypatch.setattr(needs, "RANGES", (tmp_path / "subuid", tmp_path / "subgid"))
    assert "no range of subordinate ids" in first_hindrance().detail
    assert "usermod --add-subuids" in first_hindrance().told()
