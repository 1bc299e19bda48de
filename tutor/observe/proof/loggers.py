"""A namespace's loggers for traces (net.netfilter.nf_log), which are what they were before as soon as nobody needs them.

The kernel does not give them back when a process ends. So another process waits for the end of this one, which
gives them back even after ``kill -9``; it is in a session of its own, and does nothing else.
"""

import subprocess
from contextlib import ExitStack, suppress
from pathlib import Path

FAMILIES = {"ip": 2, "ip6": 10}
_LOGGERS = Path("/proc/sys/net/netfilter/nf_log")
_GROUPS = Path("/proc/thread-self/net/netfilter/nfnetlink_log")
_OURS, _NONE = "nfnetlink_log", "NONE"
_WAIT = 'read -r _; while [ $# -gt 0 ]; do printf %s "$2" >"/proc/self/fd/$1"; shift 2; done'


class Loggers:
    """The loggers of the current namespace as they are now, to be given back. Raises OSError where that is not allowed."""

    def __init__(self) -> None:
        with ExitStack() as stack:
            words: list[str] = []
            files: list[int] = []
            for number in FAMILIES.values():
                file = stack.enter_context((_LOGGERS / str(number)).open("r+"))
                files.append(file.fileno())
                words += [str(file.fileno()), _before(file.read().strip())]
            null = subprocess.DEVNULL
            self._waiting = subprocess.Popen(
                ("sh", "-c", _WAIT, "sh", *words),
                stdin=subprocess.PIPE,
                stdout=null,
                stderr=null,
                pass_fds=files,
                start_new_session=True,
            )

    def give_back(self) -> None:
        """Have them be what they were."""
        assert self._waiting.stdin
        with suppress(OSError):
            self._waiting.stdin.close()
        self._waiting.wait()


def _before(logger: str) -> str:
    """What to give back: one that nobody reads by now was left by somebody whose own waiting process was killed, too."""
    return _NONE if logger == _OURS and not _GROUPS.read_text().strip() else logger
