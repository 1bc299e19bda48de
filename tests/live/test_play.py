"""The command ``tutor play``: the lessons of the course prove themselves, broken ones do not."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tutor.lesson.catalogue import lessons, slug
from tutor.lesson.model import Lesson, Role
from tutor.lesson.reader import load
from tutor.session import Session, session
from tutor.session.auto import prove

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


@pytest.mark.parametrize("lesson", [slug(path) for path in lessons("en")])
def test_every_lesson_of_the_course_proves_itself(lesson: str, own_folders: Path) -> None:
    assert own_folders
    played = tutor("play", lesson, "--auto", "--json")
    assert played.returncode == 0, played.stdout + played.stderr
    found = proofs(played)
    assert found
    assert all(proof["right"] for proof in found)
    assert any(proof["before"] != "holds" for proof in found)


def wrong_attempts() -> list[tuple[str, int, int]]:
    """Each wrong attempt of the course: its lesson, its step, its number there."""
    found = []
    for path in lessons("en"):
        for index, step in enumerate(load(path).steps):
            found += [(slug(path), index, number) for number, _ in enumerate(step.commands(Role.WRONG))]
    return found


@pytest.mark.parametrize(("lesson", "step", "number"), wrong_attempts())
async def test_a_wrong_attempt_leaves_a_claim_red(
    lesson: str, step: int, number: int, own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "PATIENCE", 1.5)
    path = next(path for path in lessons("en") if slug(path) == lesson)
    attempt = list(load(path).steps[step].commands(Role.WRONG))[number]
    broken = own_folders / path.name
    broken.write_text(with_solution(path.read_text(), load(path), step, attempt.text))
    async with Session(load(broken), None) as played:
        assert not await prove(played)
        assert played.at == step
        assert not all(map(played.holds, played.step.claims))


def with_solution(text: str, lesson: Lesson, step: int, commands: str) -> str:
    """The lesson's text up to this step, with other commands in place of the step's solution."""
    (solution,) = lesson.steps[step].commands(Role.SOLUTION)
    lines = text.splitlines()
    if step + 1 < len(lesson.steps):
        lines = lines[: lesson.steps[step + 1].place.line - 1]
    end = next(number for number in range(solution.place.line, len(lines)) if lines[number].startswith("```"))
    changed = [*lines[: solution.place.line], commands, *lines[end:]]
    return "\n".join(line for line in changed if not line.startswith("after:"))


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
