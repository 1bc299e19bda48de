"""The course as a learner has it: started in a terminal, done by keys, left again."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0
"""Seconds that anything may take on a busy machine."""


class Terminal:
    """A terminal of 80 by 24 in a tmux of its own."""

    def __init__(self, folder: Path) -> None:
        self._tmux = ("tmux", "-f", "/dev/null", "-S", str(folder / "tmux"))
        words = f"LC_ALL=C.UTF-8 exec {sys.executable} -P -m tutor --language en"
        self._do("new-session", "-d", "-x", "80", "-y", "24", "-c", str(ROOT), words)
        self._do("set-option", "-g", "remain-on-exit", "on")

    def _do(self, *words: str) -> str:
        return subprocess.run([*self._tmux, *words], check=True, capture_output=True, text=True).stdout

    def press(self, *keys: str) -> None:
        """Press keys, as tmux names them."""
        for key in keys:
            self._do("send-keys", key)

    @property
    def text(self) -> str:
        """What is seen."""
        return self._do("capture-pane", "-p")

    def sees(self, *words: str) -> None:
        """Wait until all these words are seen."""
        until = time.monotonic() + PATIENCE
        while not all(word in self.text for word in words):
            assert time.monotonic() < until, f"{words} not in\n{self.text}"
            time.sleep(0.1)

    def is_left(self) -> None:
        """Wait until the course has ended."""
        until = time.monotonic() + PATIENCE
        while self._do("display-message", "-p", "#{pane_dead}").strip() != "1":
            assert time.monotonic() < until, self.text
            time.sleep(0.1)

    def end(self) -> None:
        """End this tmux, and no other."""
        subprocess.run([*self._tmux, "kill-server"], check=False, capture_output=True)


@pytest.fixture
def terminal(own_folders: Path) -> Iterator[Terminal]:
    if not shutil.which("tmux"):
        pytest.skip("there is no tmux here")
    opened = Terminal(own_folders)
    yield opened
    opened.end()


def test_a_step_is_done_by_keys_from_the_first_start_to_green(terminal: Terminal, own_folders: Path) -> None:
    terminal.sees("Choose a lesson", "What Docker gives you", "⏎ Open")
    terminal.press("Down", "Down", "Enter")
    terminal.sees("A network of your own", "1 of 5", "✘ ✘ ✘", "⏎ Run")
    terminal.press("Enter")
    terminal.sees("docker network create", "✔ ✔ ✔", "^] Lesson")
    terminal.press("F2")
    terminal.sees("docker0", "my-bridge-network")
    terminal.press("F3")
    terminal.sees("docker network create", "+ network")
    terminal.press("F1")
    terminal.sees("This step is done", "n Next")
    terminal.press("n")
    terminal.sees("2 of 5")
    terminal.press("q")
    terminal.sees("Leave the lesson?")
    terminal.press("y")
    terminal.sees("Choose a lesson", "at step 2 of 5")
    terminal.press("q")
    terminal.is_left()
    left = (own_folders / "XDG_RUNTIME_DIR").rglob("*")
    assert not [path for path in left if path.is_file()]
