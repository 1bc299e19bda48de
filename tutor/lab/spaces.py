"""Namespaces, and death with one's parent: the calls of Linux that Python 3.11 has no words for."""

import ctypes
import os
import signal

CLONE_NEWNS = 0x20000
CLONE_NEWCGROUP = 0x2000000
CLONE_NEWUTS = 0x4000000
CLONE_NEWIPC = 0x8000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000
NODE = CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC
"""What a node has for itself. Of NEWPID the next child is the first to be in it."""
PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True)


def unshare(kinds: int) -> None:
    """Move this process into fresh namespaces of these kinds."""
    _check(_libc.unshare(kinds))


def enter(kind: int, space: str) -> None:
    """Move this process into the namespace of this kind that a file stands for."""
    descriptor = os.open(space, os.O_RDONLY)
    try:
        _check(_libc.setns(descriptor, kind))
    finally:
        os.close(descriptor)


def die_with_parent() -> None:
    """Let the kernel kill this process as soon as its parent is gone."""
    _check(_libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL))


def _check(result: int) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
