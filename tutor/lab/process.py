"""A process by its pid and its start: a pid alone may be used again."""

import os
import time
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def birth(pid: int) -> str:
    """Boot and start time of a process (field 22 of proc_pid_stat(5)); empty when it is gone or a zombie."""
    ticks = _start_ticks(pid)
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return f"{boot}/{ticks}" if ticks else ""


def owner() -> str:
    """Who we are, to be written on what we make: boot, start time and pid, and in which pid namespace."""
    return f"{birth(os.getpid())}/{os.getpid()}/{_pid_namespace()}"


def is_dead(owner: str) -> bool:
    """Whether an owner is surely gone; of one in another pid namespace nothing is known."""
    boot, _, rest = owner.partition("/")
    born, _, place = rest.partition("/")
    pid, _, namespace = place.partition("/")
    if not pid.isdigit() or not namespace:
        return False
    if boot != birth(os.getpid()).partition("/")[0]:
        return True
    return namespace == _pid_namespace() and birth(int(pid)) != f"{boot}/{born}"


def order(born: str) -> int:
    """What to sort births of one boot by."""
    return int(born.rpartition("/")[2] or 0)


def age(pid: int) -> float:
    """Seconds since a process was started; 0 when it is gone."""
    ticks = _start_ticks(pid)
    return time.clock_gettime(time.CLOCK_BOOTTIME) - int(ticks) / _TICKS if ticks else 0.0


def _pid_namespace() -> str:
    return str(Path("/proc/self/ns/pid").stat().st_ino)


def _start_ticks(pid: int) -> str:
    try:
        state, *after = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return "" if state in "ZX" else after[18]
