"""``tutor verify``: a right lesson is right, and each way to be wrong is found at its place."""

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.live.acting import FRONT
from tutor.lab.lab import bring_up
from tutor.lesson.model import Lesson
from tutor.lesson.new import write_new
from tutor.session import Session
from tutor.session import session as playing
from tutor.verify import Course, Report
from tutor.verify.lab import TriedLab
from tutor.verify.left import left, traces

ROOT = Path(__file__).parents[2]
EXERCISE = """## Do
```bash solution
docker network create shop
```
```bash solution
docker network create --driver bridge shop
```
```bash solution
docker network create shopping
```
```bash wrong
# The name is another one.
docker network create market
```
```bash wrong
# It is not wrong at all.
docker network create --label a=b shop
```
```bash break
true
```
```text claims
There is a network shop
    network name=shop
```
## Look
```bash run
docker network ls
```
```text claims
It is there, as it was before
    network name=shop
```
```text ask
Which network has docker0?
    network bridge=docker0 name=$answer
```
"""


def session_of(lesson: Lesson) -> Session:
    return Session(lesson, None)


async def verified(path: Path) -> dict[int, str]:
    """What is wrong with a lesson, by the line where it is."""
    (report,) = [report async for report in Course(session_of, jobs=3).reports([path])]
    return {problem.place.line: problem.message for problem in report.problems}


async def test_each_way_to_be_wrong_is_found_at_its_place(
    own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(playing, "PATIENCE", 2)
    path = own_folders / "01-written.md"
    path.write_text(FRONT.format("") + EXERCISE)
    assert await verified(path) == {
        13: "another way «docker network create shopping»: it leaves red: There is a network shop: there is no network shop",
        20: "wrong attempt «It is not wrong at all.»: it leaves nothing red: "
        "every claim of the step holds after it",
        24: "fault «true»: it breaks nothing: "
        "without it, too, no claim of the step holds when the step begins",
        36: "claim «It is there, as it was before»: "
        "it holds before anything is done in the step, so it proves nothing",
    }


SHARED = """## Do
```bash run
docker network create first
```
```bash solution
docker network create shop
```
```bash solution
docker network create --label a=b shop
```
```bash wrong
# It only looks.
docker network ls
```
```bash wrong
# The engine refuses.
docker network create first
```
```bash wrong
# The name is another one.
docker network create market
```
```bash wrong
# So it is here.
docker network create bazaar
```
```text claims
There is a network shop
    network name=shop
```
## Undo
```bash solution
docker network rm shop
```
```bash wrong
# It only looks, again.
docker network inspect shop
```
```bash wrong
# The market that nobody should have made in this lab has gone by now.
docker network rm market && docker network rm shop
```
```text claims
There is none
    no network name=shop
```
"""


SHORT = (
    SHARED.partition("```bash wrong\n# So")[0]
    + SHARED[SHARED.index("```text claims") : SHARED.index("## Undo")]
)
LASTING = "echo 10.55.0.9 market >>/etc/hosts; docker network create market"
"""Such that the lab cannot be put back."""


async def test_a_lab_serves_for_as_long_as_it_can_be_put_back(
    own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, made = own_folders / "01-written.md", []
    emptied, empty = [], TriedLab.empty

    async def counted_empty(lab: TriedLab, lesson: Lesson) -> bool:
        emptied.append(lesson)
        return await empty(lab, lesson)

    monkeypatch.setattr(TriedLab, "empty", counted_empty)

    def counted(lesson: Lesson) -> Session:
        made.append(lesson)
        return session_of(lesson)

    async def attempts(text: str) -> int:
        path.write_text(FRONT.format("") + text)
        (report,) = [report async for report in Course(counted, jobs=1).reports([path])]
        assert not [*report.problems]
        return len([proof for proof in report.proofs if proof.kind in ("wrong attempt", "another way")])

    assert await attempts(SHARED) == 7
    assert (len(made), len(emptied)) == (1, 0)  # it was put back to where the right way had come by
    removed = SHARED.replace("network rm shop\n", "network rm shop first\n", 1)
    assert await attempts(removed) == 7
    assert (len(made), len(emptied)) == (2, 1)  # what the right way has removed cannot be made again
    spoken = removed.replace("=shop\n", '=shop\n    command text~"create.* shop$" exit=0\n', 1)
    assert await attempts(spoken) == 7
    assert len(made) == 3  # whoever has gone another way goes on, and says nothing twice
    assert await attempts(SHORT.replace("docker network create market", LASTING)) == 4
    assert len(made) == 5


PLAIN = "## Do\n```bash run\ndocker network create shop\n```\n" + SHORT[SHORT.index("```text claims") :]
"""A lesson in which nothing is asked for, so nothing else is tried."""


async def proved(folder: Path, *texts: str) -> tuple[list[Path], list[Report], list[Path]]:
    """Lessons of these texts, their reports, and for which of them a lab was made."""
    paths = [folder / f"0{number}-written.md" for number in range(1, len(texts) + 1)]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(FRONT.format("") + text)
    made = []

    def counted(lesson: Lesson) -> Session:
        made.append(lesson.path)
        return session_of(lesson)

    return paths, [report async for report in Course(counted, jobs=1).reports(paths)], made


async def test_a_lab_serves_the_next_lesson_that_needs_one_like_it(own_folders: Path) -> None:
    far = PLAIN.replace("## Do\n", "## Do\n```bash node=outside run\ntrue\n```\n")
    paths, reports, made = await proved(own_folders, PLAIN, far, PLAIN)
    assert [(report.path, [*report.problems]) for report in reports] == [(path, []) for path in paths]
    assert made == [paths[0], paths[1]]


async def test_what_is_wrong_in_a_lab_that_served_another_lesson_is_found_in_a_new_one(
    own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(playing, "PATIENCE", 2)
    wrong = PLAIN.replace("name=shop", "name=shopping")
    paths, reports, made = await proved(own_folders, PLAIN, wrong)
    assert [report.right for report in reports] == [True, False]
    assert made == paths


async def test_a_command_that_only_says_how_it_is_used_is_found(own_folders: Path) -> None:
    path = own_folders / "01-written.md"
    look = "docker run --rm tutor/box ip neighbour"
    path.write_text(FRONT.format("") + SHARED.replace("docker network create first", look, 1))
    assert "the learner sees how a command is used" in (await verified(path))[6]


async def test_a_lesson_whose_step_cannot_be_played_is_wrong_at_that_step(
    own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(playing, "PATIENCE", 1)
    path = own_folders / "01-written.md"
    text = EXERCISE.replace("docker network ls", "echo {{never}}").replace(
        "network name=shop\n```\n```text ask", "network name=nowhere id=$never\n```\n```text ask"
    )
    path.write_text(FRONT.format("") + text)
    found = await verified(path)
    assert "no claim has found yet what these commands need: echo {{never}}" in found[31]


def test_a_right_lesson_is_right_and_reported_to_build_servers(own_folders: Path) -> None:
    path, _ = write_new("my-lesson", own_folders)
    words = [sys.executable, "-P", "-m", "tutor", "verify", str(path), "--json"]
    told = subprocess.run(
        [*words, "--junit", str(own_folders / "junit.xml")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    report = json.loads(told.stdout)
    assert report["right"]
    assert {proof["kind"] for proof in report["proofs"]} == {
        "claim",
        "what holds already",
        "wrong attempt",
        "lab",
    }
    (suite,) = ET.parse(own_folders / "junit.xml").getroot()
    assert suite.attrib["failures"] == "0"
    assert len(suite) == len(report["proofs"])


async def test_a_lesson_that_this_machine_cannot_run_is_not_wrong(own_folders: Path) -> None:
    path = own_folders / "01-written.md"
    path.write_text(FRONT.format("needs: [engine>=99]\n") + EXERCISE)
    (report,) = [report async for report in Course(session_of, jobs=1).reports([path])]
    assert report.right
    assert "engine>=99" in report.missing


async def test_what_stays_in_a_lab_that_has_ended_is_found(own_folders: Path) -> None:
    assert own_folders
    lab = await bring_up()
    with traces(lab.record) as gone:
        user = ["--user", "--preserve-credentials"] if lab.record.plan.rootless else []
        enter = ["nsenter", f"--target={lab.node().pid}", *user, "--net", "--"]
        with subprocess.Popen(
            [*enter, "sh", "-c", "echo in; exec sleep 1d"], stdout=subprocess.PIPE
        ) as stray:
            assert stray.stdout
            assert stray.stdout.readline() == b"in\n"
            await lab.down()
            assert await left(gone) == [f"process {stray.pid}"]
            stray.kill()
            stray.wait()
        assert await left(gone) == []
