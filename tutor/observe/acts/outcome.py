"""How an attempt ended, and the words for each way of failing."""

import errno
from dataclasses import dataclass

PATIENCE = 2.0
"""Seconds that an attempt may take."""

_WHYS = {
    errno.ECONNREFUSED: "refused",
    errno.ETIMEDOUT: "timeout",
    errno.EHOSTUNREACH: "unreachable",
    errno.ENETUNREACH: "unreachable",
    errno.ENETDOWN: "unreachable",
    errno.EADDRNOTAVAIL: "unreachable",
    errno.EACCES: "prohibited",
    errno.EPERM: "prohibited",
    errno.EMSGSIZE: "too-big",
    errno.ECONNRESET: "refused",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt."""

    ok: bool
    why: str | None = None


OK = Outcome(ok=True)


def failure(error: OSError) -> Outcome:
    """The outcome that an error stands for; what nobody has a word for counts as unreachable."""
    timed_out = isinstance(error, TimeoutError)
    return Outcome(ok=False, why="timeout" if timed_out else _WHYS.get(error.errno or 0, "unreachable"))
