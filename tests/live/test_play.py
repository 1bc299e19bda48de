"""The command ``tutor play``: the lessons of the course prove themselves, broken ones do not."""

import json
import subprocess
import sys
from pathlib import Path

from tutor.lesson.catalogue import lessons

ROOT = Path(__file__).parents[2]


def tutor(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "tutor", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def proofs(played: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    """What was proved of each claim."""
    events = [json.loads(line) for line in played.stdout.splitlines()]
    return [event for event in events if event["event"] == "proved"]


def test_a_lesson_proves_itself(own_folders: Path) -> None:
    assert own_folders
    played = tutor("play", "1", "--auto", "--json")
    assert played.returncode == 0, played.stdout + played.stderr
    found = proofs(played)
    assert found
    assert all(proof["right"] for proof in found)
    assert any(proof["before"] != "holds" for proof in found)


def test_a_claim_that_held_before_is_not_proved(own_folders: Path, tmp_path: Path) -> None:
    assert own_folders
    text = lessons("en")[0].read_text().replace("```text already=yes claims", "```text claims", 1)
    (tmp_path / "01-vacuous.md").write_text(text)
    played = tutor("play", str(tmp_path / "01-vacuous.md"), "--auto")
    assert played.returncode == 1
    assert "it holds before anything is done in the step" in played.stdout


def test_a_lesson_with_a_mistake_is_refused_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "01-broken.md").write_text(
        "---\ntitle: x\n---\n## step\n```text claims\nso\n    lnk name=x y\n```\n"
    )
    played = tutor("play", str(tmp_path / "01-broken.md"), "--auto")
    assert played.returncode == 2
    assert f"{tmp_path}/01-broken.md:7:16: " in played.stderr
