"""The image tutor/box: busybox and a small web page, made here, from no registry."""

import io
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

from tutor.errors import NeedError
from tutor.lab.plan import SYSTEM_PATH
from tutor.language import _

PAGE = b"<h1>It works</h1>\n<p>This page came out of a container.</p>\n"


def make(cache: Path) -> Path:
    """The image's archive, made anew when this machine's busybox is newer than it."""
    busybox = find_busybox()
    archive = cache / "box.tar"
    if not archive.exists() or archive.stat().st_mtime < busybox.stat().st_mtime:
        cache.mkdir(parents=True, exist_ok=True)
        draft = archive.with_suffix(f".{os.getpid()}")
        draft.write_bytes(_pack(busybox))
        draft.replace(archive)
    return archive


def find_busybox() -> Path:
    """The machine's static busybox; raises NeedError when there is none."""
    found = shutil.which("busybox", path=":".join(SYSTEM_PATH))
    if not found:
        raise NeedError(
            _("there is no busybox on this machine"),
            _("run ./tutor.sh: it installs busybox as a static program"),
        )
    path = Path(found).resolve()
    with path.open("rb") as program:
        if b"/ld-" in program.read(4096):
            raise NeedError(
                _("{path} needs shared libraries, so it cannot run in an empty container", path=path),
                _("install the static busybox (package busybox-static on Debian, Ubuntu and openSUSE)"),
            )
    return path


def _pack(busybox: Path) -> bytes:
    listed = subprocess.run([busybox, "--list"], capture_output=True, text=True, check=True).stdout.split()
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for folder in ("bin", "dev", "etc", "proc", "root", "sys", "tmp", "www"):
            _add(archive, folder, kind=tarfile.DIRTYPE, mode=0o1777 if folder == "tmp" else 0o755)
        _add(archive, "bin/busybox", busybox.read_bytes(), mode=0o755)
        for applet in listed:
            if applet != "busybox":
                _add(archive, f"bin/{applet}", kind=tarfile.SYMTYPE, link="busybox")
        _add(archive, "etc/passwd", b"root:x:0:0:root:/root:/bin/sh\n")
        _add(archive, "etc/group", b"root:x:0:\n")
        _add(archive, "www/index.html", PAGE)
    return buffer.getvalue()


def _add(
    archive: tarfile.TarFile,
    name: str,
    content: bytes = b"",
    *,
    mode: int = 0o644,
    kind: bytes = tarfile.REGTYPE,
    link: str = "",
) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.type, entry.linkname = len(content), mode, kind, link
    archive.addfile(entry, io.BytesIO(content))
