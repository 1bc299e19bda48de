"""Fences that name packets to follow, and claims about their paths: what is refused, and where."""

from pathlib import Path

import pytest

from tests.lesson.writing import write
from tests.lint.test_check import of_pattern, told
from tutor.lesson.reader import load

LESSON = """## Step
```bash run
docker run -d --name web tutor/box
```
```text claims
It is so
    container name=web state=running
```
```text trace
{}
```
"""


@pytest.mark.parametrize(
    "flow", ["from=outside to=host:8080", "from=web to=8.8.8.8:53/udp", "from=host to=web icmp"]
)
def test_a_flow_may_be_followed(tmp_path: Path, flow: str) -> None:
    path = write(tmp_path, LESSON.format(flow))
    assert told(path) == []
    lesson = load(path)
    assert lesson.steps[0].flows == (flow,)
    assert lesson.has_outside == ("outside" in flow)


@pytest.mark.parametrize(
    ("flow", "wrong"),
    [
        ("from=web", "15:1: a flow needs to=…"),
        ("", "14:1: this fence has no flow"),
        (
            "from=wbe to=host:80",
            '15:1: no command of this lesson makes a container "wbe"; did you mean "web"?',
        ),
        ("from=web to=db:80", '15:1: no command of this lesson makes a container "db"'),
        ("from=web to=host:80 slowly", "15:1: slowly is no part of a flow"),
    ],
)
def test_what_cannot_be_followed_is_refused(tmp_path: Path, flow: str, wrong: str) -> None:
    (found,) = told(write(tmp_path, LESSON.format(flow)))
    assert found.startswith(wrong)


@pytest.mark.parametrize(
    "pattern",
    [
        "path from=outside to=host:8080 ends=web",
        "path from=web to=8.8.8.8:53/udp ends=beyond proxy=no",
        "path from=host to=web/icmp why=no-arp",
        "path from=web to=web:80 dropped_by~ISOLATION",
        "no path from=web to=host:80",
    ],
)
def test_a_path_may_be_claimed(tmp_path: Path, pattern: str) -> None:
    assert of_pattern(tmp_path, pattern) == []


@pytest.mark.parametrize(
    ("pattern", "wrong"),
    [
        ("path from=web", "path must be told: to=…"),
        ("path from=web to=host", "to of path cannot be host"),
        ("path from=web to=dbx:80", 'no command of this lesson makes a container "dbx"'),
        ("path from=web to=host:80 why=lost", "why of path cannot be lost"),
        ("path from=web to=host:80 end=web", 'path has no field "end"'),
    ],
)
def test_what_no_path_can_be_is_refused(tmp_path: Path, pattern: str, wrong: str) -> None:
    assert any(wrong in found for found in of_pattern(tmp_path, pattern))
