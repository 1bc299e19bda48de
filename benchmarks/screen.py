"""From the start of the process to the first paint: the course against an empty Textual app in the same run.

    .venv/bin/python -P benchmarks/screen.py [ROUNDS]

Both run in a terminal of 120 by 40. The first paint is the first frame after the alternate screen was entered; of the course,
the one with the welcome. Beside it: until the lessons are listed.
"""

import fcntl
import os
import pty
import signal
import statistics
import struct
import sys
import termios
import time
from collections.abc import Iterable
from tempfile import TemporaryDirectory

EMPTY = "from textual.app import App; App().run()"
ALTERNATE = b"\x1b[?1049h"
WELCOME, LISTED = b"What does Docker do", b"minutes"
CAN_SYNCHRONISE = b"\x1b[?2026;2$y"


def first_paints(words: list[str], environment: dict[str, str], wanted: Iterable[bytes]) -> list[float]:
    """Seconds until the program has painted each of these; empty is any frame. It is ended then."""
    began = time.monotonic()
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(words[0], words, environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    seen, asked, times = b"", False, []
    for text in wanted:
        while not (text in seen and len(seen.partition(ALTERNATE)[2]) > 2000):
            seen += os.read(terminal, 65536)
            if b"\x1b[?2026$p" in seen and not asked:
                asked = True
                os.write(terminal, CAN_SYNCHRONISE)
        times.append(time.monotonic() - began)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(terminal)
    return times


def main() -> None:
    """Print both medians and their ratio."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with TemporaryDirectory() as folder:
        environment = {**os.environ, "TERM": "xterm-256color", "XDG_STATE_HOME": folder, "LANG": "C.UTF-8"}
        course = [sys.executable, "-P", "-m", "tutor"]
        empty = [sys.executable, "-P", "-c", EMPTY]
        rows = [
            (*first_paints(course, environment, (WELCOME, LISTED)), *first_paints(empty, environment, (b"",)))
            for _ in range(rounds)
        ]
    painted, listed, empties = (statistics.median(column) for column in zip(*rows, strict=True))
    print(f"first paint {painted:.3f} s, empty Textual app {empties:.3f} s (medians of {rounds})")
    print(f"course / empty app = {statistics.median(row[0] / row[2] for row in rows):.2f}")
    print(f"the lessons are listed after {listed:.3f} s")


if __name__ == "__main__":
    main()
