"""The mount calls of Linux that a sandbox is built with; errors carry the path."""

import ctypes
import os
from pathlib import Path

MS_NOSUID = 0x2
MS_NODEV = 0x4
MS_NOEXEC = 0x8
MS_BIND = 0x1000
MS_REC = 0x4000
MS_PRIVATE = 0x40000
MNT_DETACH = 2
AT_FDCWD = -100
AT_RECURSIVE = 0x8000
MOUNT_ATTR_RDONLY = 0x1
SYS_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
SYS_MOUNT_SETATTR = 442
"""The same on every architecture (Linux 5.12)."""

_libc = ctypes.CDLL(None, use_errno=True)


class _MountAttr(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("attr_set", "attr_clr", "propagation", "userns_fd")]


def apart() -> None:
    """Let no mount of this process's namespace reach another one, nor any of another this one."""
    _mount("none", Path("/"), None, MS_REC | MS_PRIVATE, "")


def mount(kind: str, target: Path, data: str = "", flags: int = 0) -> None:
    """Mount a fresh file system of this kind, making the folder where there is none."""
    target.mkdir(parents=True, exist_ok=True)
    _mount(kind, target, kind, flags, data)


def bind(source: Path, target: Path) -> None:
    """Show a file or a whole tree, and what is mounted below it, at a second place."""
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            target.touch()
    _mount(str(source), target, None, MS_BIND | MS_REC, "")


def bind_read_only(source: Path, target: Path) -> None:
    """Like bind, but nothing below can be written through the second place."""
    bind(source, target)
    read_only(target)


def read_only(mounted: Path) -> None:
    """Let nothing be written through this mount, nor through those below it."""
    _set(mounted, _MountAttr(MOUNT_ATTR_RDONLY, 0, 0, 0))


def writable(folder: Path) -> None:
    """Let this folder be written, in a mount that cannot be otherwise."""
    bind(folder, folder)
    _set(folder, _MountAttr(0, MOUNT_ATTR_RDONLY, 0, 0))


def pivot(root: Path) -> None:
    """Make this folder, a mount point, the root of the process's mount namespace; forget the old one."""
    os.chdir(root)
    _check(_libc.syscall(SYS_PIVOT_ROOT[os.uname().machine], b".", b"."), root)
    _check(_libc.umount2(b".", MNT_DETACH), Path("/"))
    os.chdir("/")


def _set(mounted: Path, attributes: _MountAttr) -> None:
    size = ctypes.sizeof(attributes)
    words = (AT_FDCWD, os.fsencode(mounted), AT_RECURSIVE, ctypes.byref(attributes), size)
    _check(_libc.syscall(SYS_MOUNT_SETATTR, *words), mounted)


def _mount(source: str, target: Path, kind: str | None, flags: int, data: str) -> None:
    words = [os.fsencode(word) if word is not None else None for word in (source, target, kind)]
    _check(_libc.mount(*words, ctypes.c_ulong(flags), data.encode() or None), target)


def _check(result: int, path: Path) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(path))
