"""From the start of the process to the first paint: the course against an empty Textual app in the same run.

    .venv/bin/python -P benchmarks/screen.py [ROUNDS]

Both run in a terminal of 120 by 40. The first paint is the first frame after the alternate screen was entered.
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
from tempfile import TemporaryDirectory

EMPTY = "from textual.app import App; App().run()"
ALTERNATE = b"\x1b[?1049h"
CAN_SYNCHRONISE = b"\x1b[?2026;2$y"


def first_paint(words: list[str], environment: dict[str, str]) -> float:
    """Seconds until the program has painted its first frame; it is ended then."""
    began = time.monotonic()
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(words[0], words, environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    seen, asked = b"", False
    while not (ALTERNATE in seen and len(seen.split(ALTERNATE, 1)[1]) > 2000):
        seen += os.read(terminal, 65536)
        if b"\x1b[?2026$p" in seen and not asked:
            asked = True
            os.write(terminal, CAN_SYNCHRONISE)
    seconds = time.monotonic() - began
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(terminal)
    return seconds


def main() -> None:
    """Print both medians and their ratio."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with TemporaryDirectory() as folder:
        environment = {**os.environ, "TERM": "xterm-256color", "XDG_STATE_HOME": folder, "LANG": "C.UTF-8"}
        course = [sys.executable, "-P", "-m", "tutor"]
        empty = [sys.executable, "-P", "-c", EMPTY]
        pairs = [(first_paint(course, environment), first_paint(empty, environment)) for _ in range(rounds)]
    courses, empties = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"first paint {courses:.3f} s, empty Textual app {empties:.3f} s (medians of {rounds})")
    print(f"course / empty app = {statistics.median(a / b for a, b in pairs):.2f}")


if __name__ == "__main__":
    main()
