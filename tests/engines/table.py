"""Plays every lesson by itself on several engines, for one or more users, and prints a table.

Usage: table.py [--where host] [--lessons N,N-N,…] [--also USER=CHECKOUT]… ENGINE[=FOLDER]…

With --where host the lessons are played on this machine's own engine. An engine without a folder is the system's.
The first user is whoever runs this, in this checkout; each other one is become with su, in a checkout of their own.
Exit status 1 when any cell is red.
"""

import argparse
import getpass
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tutor.lesson import catalogue
from tutor.patience import VARIABLE

CHECKOUT = Path(__file__).parents[2]
PATIENCE = 1800
"""Seconds that one lesson may take, also on an emulated machine that shares its processors."""
SLOWNESS = os.environ.get(VARIABLE, "3")
"""Several engines take long, and other work goes on beside them: what is red shall not be so for want of time."""
RUNTIME = tempfile.TemporaryDirectory(prefix="tutor-play-")
"""Of whoever runs this: labs that are up already stay out of it."""
OUTCOMES = {0: "ok", 3: "cannot run"}
RED = "RED"


@dataclass(frozen=True, slots=True)
class Player:
    """A user and the checkout they play from."""

    user: str
    """Empty for whoever runs this."""
    checkout: Path

    @property
    def label(self) -> str:
        """The user's name; without the number that a user made for one run has."""
        return re.sub(r"-\d+$", "", self.user or getpass.getuser())

    def argv(self, *words: str) -> list[str]:
        """The words that run the tutor as this user."""
        command = [f"{VARIABLE}={SLOWNESS}", f"{self.checkout}/.venv/bin/python", "-P", "-m", "tutor", *words]
        if self.user:
            return ["su", "-", self.user, "-c", " ".join(command)]
        return ["env", f"XDG_RUNTIME_DIR={RUNTIME.name}", *command]


@dataclass(frozen=True, slots=True)
class Cell:
    """How one lesson went on one engine for one user."""

    outcome: str
    seconds: float
    said: str

    def __str__(self) -> str:
        return self.outcome if self.outcome == "cannot run" else f"{self.outcome} {self.seconds:.1f} s"


def main() -> None:
    """Play, tell of each game as it ends, then print the table."""
    options = _options()
    players = [Player("", CHECKOUT), *options.also]
    lessons = [path for path in catalogue.lessons("en") if int(path.name[:2]) in options.lessons]
    columns = [(engine, player) for engine in options.engines for player in players]
    cells = {
        (path, engine, player): _play(path, engine, player, options.where)
        for engine, player in columns
        for path in lessons
    }
    print("\n".join(_table(lessons, columns, cells)))
    red = [cell for cell in cells.values() if cell.outcome == RED]
    sys.exit(1 if red else 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--where", choices=["lab", "host"], default="lab")
    parser.add_argument("--lessons", type=numbers, default=range(100))
    parser.add_argument("--also", type=_player, action="append", default=[])
    parser.add_argument("engines", nargs="+", type=_engine)
    return parser.parse_args()


def numbers(text: str) -> set[int]:
    """All numbers in a text like 17,21-25."""
    found: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        found |= set(range(int(first), int(last or first) + 1))
    return found


def _player(text: str) -> Player:
    user, _, folder = text.partition("=")
    return Player(user, Path(folder))


def _engine(text: str) -> tuple[str, str]:
    name, _, folder = text.partition("=")
    return name, folder


def _play(path: Path, engine: tuple[str, str], player: Player, where: str) -> Cell:
    name, folder = engine
    words = ["play", path.name[:2], "--auto", *(["--engine-dir", folder] if folder else [])]
    words += ["--where", "host", "--yes"] if where == "host" else []
    began = time.monotonic()
    try:
        played = subprocess.run(
            player.argv(*words), capture_output=True, text=True, check=False, timeout=PATIENCE, cwd="/"
        )
        outcome, said = OUTCOMES.get(played.returncode, RED), played.stdout + played.stderr
    except subprocess.TimeoutExpired:
        outcome, said = RED, f"it did not end within {PATIENCE} s"
    cell = Cell(outcome, time.monotonic() - began, said)
    print(f"{name:10} {player.label:10} {path.stem:40} {cell}", file=sys.stderr, flush=True)
    if outcome != "ok":
        print("".join(f"    {line}\n" for line in _reasons(said)), end="", file=sys.stderr, flush=True)
    return cell


def _reasons(said: str) -> Iterator[str]:
    """Those lines of a game that say what went wrong."""
    told = re.compile(r"NOT SO|trouble|tutor:|Error|^ {10}\S")
    yield from [line for line in said.splitlines() if told.search(line)][:20]


def _table(
    lessons: list[Path],
    columns: list[tuple[tuple[str, str], Player]],
    cells: dict[tuple[Path, tuple[str, str], Player], Cell],
) -> Iterator[str]:
    """The cells as a Markdown table: a line for each lesson, a column for each engine and user."""
    yield "| lesson | " + " | ".join(f"{engine[0]} {player.label}" for engine, player in columns) + " |"
    yield "|---" * (len(columns) + 1) + "|"
    for path in lessons:
        row = [str(cells[path, engine, player]) for engine, player in columns]
        yield f"| {path.stem} | " + " | ".join(row) + " |"


if __name__ == "__main__":
    main()
