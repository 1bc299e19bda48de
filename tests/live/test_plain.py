"""The plain door: a lesson done by hand as text with prompts, in any terminal."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def play(folder: Path, *typed: str, lesson: str = "1") -> str:
    """Play a lesson by typing these lines."""
    played = subprocess.run(
        [sys.executable, "-P", "-m", "tutor", "play", lesson, "--language", "en"],
        cwd=ROOT,
        input="".join(f"{line}\n" for line in typed),
        env={**os.environ, "XDG_STATE_HOME": str(folder / "state")},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert played.returncode == 0, played.stderr
    return played.stdout


def test_the_whole_course_can_be_done_without_a_screen(own_folders: Path) -> None:
    told = play(own_folders, "docker network ls", "h", "help", "q")
    assert "Step 1: " in told
    assert "bridge    bridge    local" in told
    assert "holds: " in told
    assert "Enter: run the step's next commands" in told
    again = play(own_folders, "n", "q")
    assert "Step 2: " in again
    assert play(own_folders, "exit 3", "q").count("(exit status 3)") == 1


def test_a_choice_is_told_why_and_asked_no_more_once_it_was_right(own_folders: Path) -> None:
    told = play(own_folders, "n", "n", "a", "1", "a", "2", "a", "q")
    assert told.count("the numbers of all that are right") == 2
    assert "1. A container has one sandbox" in told
    assert "2. One endpoint for each pair" in told


def test_commands_run_where_one_says_and_blocks_say_where(own_folders: Path) -> None:
    told = play(own_folders, "help", "beta: hostname; exit 7", "alpha: hostname", "q", lesson="22")
    assert "On beta:\n    docker swarm join" in told
    assert "alpha:, beta:" in told
    assert "beta\n(exit status 7)" in told
    assert "> alpha\n" in told


def test_it_ends_with_its_input(own_folders: Path) -> None:
    assert "Step 1: " in play(own_folders)
