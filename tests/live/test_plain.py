"""The plain door: a lesson done by hand as text with prompts, in any terminal."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def play(folder: Path, *typed: str, lesson: str = "1", step: str = "1") -> str:
    """Play a lesson by typing these lines."""
    played = subprocess.run(
        [sys.executable, "-P", "-m", "tutor", "play", lesson, "--step", step, "--language", "en"],
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
    on = ["n", "n", "n"]
    told = play(own_folders, *on, "n", "a", "0", "q")
    assert told.count("A question is still open.  n again") == 1
    assert told.count("Some claims are still open.  n again") == 1
    choices = {found[2]: found[1] for found in re.finditer(r"^  (\d)\. (a second .*)$", told, re.MULTILINE)}
    wrong, right = choices["a second sandbox"], choices["a second endpoint"]
    told = play(own_folders, *on, "", "a", wrong, "a", f"{right}, 9", "a", right, "a", "n", "q")
    assert told.count("the numbers of all that are right") == 3
    assert f"{wrong}. A container has one sandbox" in told
    assert "There is no number 9 here." in told
    assert "Step 4: " in told
    assert f"{right}. One endpoint for each pair" in told


def test_each_of_a_blocks_commands_stands_before_what_it_prints(own_folders: Path) -> None:
    told = play(own_folders, "", "q")
    assert re.search(
        r"^> \$ docker network ls\n(.*\n)+\$ docker info --format .*\n\[bridge ", told, re.MULTILINE
    )


def test_an_answer_that_lacks_something_is_told_what(own_folders: Path) -> None:
    told = play(own_folders, "", "a", "1.2.3.4", "q", step="4", lesson="6")
    assert "That is not what this host says." in told
    (net,) = re.findall(r"^    ip address add (.*)\.1/24 dev sw$", told, re.MULTILINE)
    told = play(own_folders, "", "a", f"{net}.0", "a", f"dst: {net}.0/24", "q", step="4", lesson="6")
    assert "the length of its prefix is missing" in told
    assert told.count("Right.") == 1


def test_commands_run_where_one_says_and_blocks_say_where(own_folders: Path) -> None:
    told = play(own_folders, "help", "beta: hostname; exit 7", "alpha: hostname", "q", lesson="22")
    assert "On beta:\n    docker swarm join" in told
    assert "alpha:, beta:" in told
    assert "beta\n(exit status 7)" in told
    assert "> alpha\n" in told


def test_it_ends_with_its_input(own_folders: Path) -> None:
    assert "Step 1: " in play(own_folders)
