"""What an engine's start costs that looks for garbage as seldom as a lab's, against dockerd's start as it is.

    .venv/bin/python -m benchmarks.engine [ROUNDS]

For each container an engine starts itself anew two or three times, to do something in another namespace. A start is
``dockerd --version`` here: most of it is the same, and it needs no root. Both take turns, so that a machine that changes
its speed does so for both; told is processor time.
"""

import os
import resource
import statistics
import subprocess
import sys

from tutor.lab.init import GARBAGE


def start(**settings: str) -> float:
    """Seconds of processor time that a start takes with these settings."""
    before = _used()
    subprocess.run(
        ["dockerd", "--version"], env={**os.environ, **settings}, stdout=subprocess.DEVNULL, check=True
    )
    return _used() - before


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measure round by round, then tell."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    rounds = [(start(GOGC="100"), start(GOGC=GARBAGE)) for _ in range(count)]
    usual, ours = (statistics.median(times) for times in zip(*rounds, strict=True))
    print(f"dockerd's start: {usual * 1000:.0f} ms (medians of {count})")
    print(f"with GOGC={GARBAGE}: {ours * 1000:.0f} ms, {ours / usual:.2f} times that")


if __name__ == "__main__":
    main()
