"""The screen in a lesson: key to paint while the shell is busy, memory, and bytes sent when nothing happens.

    .venv/bin/python -P benchmarks/in_lesson.py [IDLE_SECONDS]

The course runs in a terminal of 120 by 40 with a real lab; beside it an empty Textual app, for the same questions.
Keys alternate between two panels, and are painted when words are seen that only the other panel has.
"""

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import termios
import time
from pathlib import Path
from tempfile import TemporaryDirectory

EMPTY = "from textual.app import App; App().run()"
F1, F4, F5, F6 = b"\x1bOP", b"\x1bOS", b"\x1b[15~", b"\x1b[17~"
PANELS = ((F5, b"from=outside"), (F4, b"only rows"))
KEYS = 60


class Terminal:
    """A program in a terminal of its own."""

    def __init__(self, words: list[str], folder: str) -> None:
        environment = {**os.environ, "TERM": "xterm-256color", "XDG_STATE_HOME": folder, "LANG": "C.UTF-8"}
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            os.execve(words[0], words, environment)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))

    def type(self, keys: bytes) -> None:
        """Send keys."""
        os.write(self._terminal, keys)

    def until(self, words: bytes, patience: float = 60.0) -> float:
        """Seconds until the program writes these words."""
        began, seen = time.monotonic(), b""
        while words not in seen:
            if time.monotonic() - began > patience:
                raise TimeoutError(words)
            seen = seen[-4096:] + self.read(1.0)
        return time.monotonic() - began

    def read(self, seconds: float) -> bytes:
        """What the program writes at once, or within so many seconds."""
        ready, _, _ = select.select([self._terminal], [], [], seconds)
        return os.read(self._terminal, 65536) if ready else b""

    def idle(self, seconds: float) -> int:
        """Bytes that it writes when nobody does anything."""
        until, count = time.monotonic() + seconds, 0
        while (left := until - time.monotonic()) > 0:
            count += len(self.read(left))
        return count

    @property
    def memory(self) -> float:
        """Its share of the memory, in MB."""
        rollup = Path(f"/proc/{self.pid}/smaps_rollup").read_text()
        (line,) = [line for line in rollup.splitlines() if line.startswith("Pss:")]
        return int(line.split()[1]) / 1024

    @property
    def waited(self) -> float:
        """Milliseconds for which its threads were ready to run, and others did; see proc_pid_schedstat(5)."""
        tasks = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[1]) for task in tasks) / 1e6

    def end(self) -> None:
        """End it."""
        os.kill(self.pid, signal.SIGTERM)
        os.waitpid(self.pid, 0)
        os.close(self._terminal)


def key_to_paint(course: Terminal) -> tuple[list[float], list[float]]:
    """Milliseconds from keys to their paints; and the same less what the course waited for a processor."""
    times, own = [], []
    for number in range(KEYS):
        key, words = PANELS[number % 2]
        waited = course.waited
        course.type(key)
        times.append(1000 * course.until(words))
        own.append(times[-1] - (course.waited - waited))
        course.idle(0.05)
    return times, own


def flood(course: Terminal) -> None:
    """Have the shell print lines, and go back to the lesson."""
    course.type(F6)
    course.idle(0.5)
    course.type(b"while :; do seq 100000; done\r")
    course.idle(2.0)
    course.type(F1)
    course.idle(0.5)


def say_times(name: str, figures: tuple[list[float], list[float]]) -> None:
    """Print the middle and the end of both."""
    middle, end = zip(
        *((statistics.median(one), statistics.quantiles(one, n=20)[-1]) for one in figures), strict=True
    )
    print(
        f"key to paint, {name}: median {middle[0]:.0f} ms, 95 % within {end[0]:.0f} ms;"
        f" without waiting for a processor {middle[1]:.0f} and {end[1]:.0f} ms"
    )


def main() -> None:
    """Print each figure beside the empty app's."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 20.0
    with TemporaryDirectory() as folder:
        course = Terminal([sys.executable, "-P", "-m", "tutor", "3"], folder)
        empty = Terminal([sys.executable, "-P", "-c", EMPTY], folder)
        try:
            course.until(b"alpha2")
            course.idle(5.0), empty.idle(1.0)
            sent = 60 * course.idle(seconds) / seconds, 60 * empty.idle(seconds) / seconds
            memory = course.memory, empty.memory
            quiet = key_to_paint(course)
            flood(course)
            busy = key_to_paint(course)
        finally:
            course.end()
            empty.end()
    say_times("quiet", quiet)
    say_times("while the shell prints", busy)
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print(
        f"memory {memory[0]:.0f} MB, empty app {memory[1]:.0f} MB: course / empty app = {memory[0] / memory[1]:.2f}"
    )
    print(f"bytes in an idle minute: {sent[0]:.0f}, empty app {sent[1]:.0f}")


if __name__ == "__main__":
    main()
