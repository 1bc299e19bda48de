"""What brings the rest of a kernel's modules differs between distributions."""

import os
import platform
from pathlib import Path

import pytest

from tutor.lab import distribution, modules


@pytest.mark.parametrize(
    ("release", "command"),
    [
        ({"ID": "ubuntu", "ID_LIKE": "debian"}, "apt-get install linux-modules-extra-$(uname -r)"),
        ({"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, "apt-get install linux-modules-extra-$(uname -r)"),
        ({"ID": "rocky", "ID_LIKE": "rhel centos fedora"}, "dnf install kernel-modules-extra-$(uname -r)"),
        ({"ID": "opensuse-leap", "ID_LIKE": "suse opensuse"}, "zypper install kernel-default"),
        ({"ID": "somebody's own"}, ""),
    ],
)
def test_the_command_is_the_distributions_own(
    release: dict[str, str], command: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / os.uname().release).mkdir()
    monkeypatch.setattr(modules, "FOLDER", tmp_path)
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: release)
    told, advice = distribution.for_modules()
    assert told == command
    assert advice


def test_modules_that_an_upgrade_took_away(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "another-kernel").mkdir()
    monkeypatch.setattr(modules, "FOLDER", tmp_path)
    assert "after an upgrade" in distribution.for_modules()[1]
