"""The image is a tar of busybox that runs without any library."""

import tarfile
from pathlib import Path

import pytest

from tutor.errors import NeedError
from tutor.lab import image


def test_the_archive_has_busybox_and_a_link_for_each_applet(tmp_path: Path) -> None:
    with tarfile.open(image.make(tmp_path)) as archive:
        entries = {entry.name: entry for entry in archive}
    assert entries["bin/busybox"].mode & 0o111
    assert entries["bin/httpd"].linkname == "busybox"
    assert entries["www/index.html"].size > 0
    assert all(
        entry.linkname != entry.name.removeprefix("bin/") for entry in entries.values() if entry.issym()
    )


def test_it_is_made_once(tmp_path: Path) -> None:
    first = image.make(tmp_path).stat().st_mtime_ns
    assert image.make(tmp_path).stat().st_mtime_ns == first


def test_a_busybox_with_shared_libraries_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "busybox").write_bytes(b"\x7fELF /lib64/ld-linux-x86-64.so.2")
    (tmp_path / "busybox").chmod(0o755)
    monkeypatch.setattr(image, "SYSTEM_PATH", (str(tmp_path),))
    with pytest.raises(NeedError, match="shared libraries"):
        image.make(tmp_path)
    monkeypatch.setattr(image, "SYSTEM_PATH", ())
    with pytest.raises(NeedError, match="no busybox"):
        image.make(tmp_path)
