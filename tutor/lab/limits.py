"""How much of this machine a lab may take, so that a slip in it leaves the rest at work.

With root the kernel holds the whole lab to it, by a control group. An ordinary user has no control groups:
there a limit on processes, which the kernel counts in the lab's user namespace, and the sizes of the
file systems in memory are all there is.
"""

import os
import resource
from pathlib import Path

PROCESSES = 4096
"""Processes and threads, of all nodes together; a lesson has some tens, an engine of its own thirty."""
SHARE_OF_PROCESSES = 4
"""At most one in so many that the kernel can number or keep."""
MEMORY = 3, 4
"""Share of the machine's memory, files in memory included."""
WEIGHT = 4096
"""Share of the processor for each one there is; a process outside any group has 1024. Version 1 only: in
version 2 the lab is beside the groups of systemd, each of which weighs as much as the lab."""


def processes() -> int:
    """How many processes and threads a lab may have."""
    most = [int(Path("/proc/sys/kernel", name).read_text()) for name in ("pid_max", "threads-max")]
    return min(PROCESSES, *(each // SHARE_OF_PROCESSES for each in most))


def memory() -> int:
    """How many bytes a lab may take."""
    part, whole = MEMORY
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") * part // whole


def settings() -> dict[str, str]:
    """What to write into the files of the lab's control group, of either version."""
    return {
        "pids.max": str(processes()),
        "memory.max": str(memory()),
        "memory.limit_in_bytes": str(memory()),
        "cpu.shares": str(WEIGHT * (os.cpu_count() or 1)),
    }


def room(share: int, nodes: int) -> str:
    """The size of a file system in memory, of which each node has one: a share of the machine's, in per cent."""
    return f"size={max(1, share // nodes)}%"


def own_processes() -> int:
    """How many processes an ordinary user's lab may have: no more than that user may."""
    _, most = resource.getrlimit(resource.RLIMIT_NPROC)
    return processes() if most == resource.RLIM_INFINITY else min(most, processes())


def hold() -> None:
    """Hold this process, and all that come of it, to an ordinary user's limit, for good."""
    resource.setrlimit(resource.RLIMIT_NPROC, (own_processes(), own_processes()))
