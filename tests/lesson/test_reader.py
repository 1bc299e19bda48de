"""Lesson files, read: what they say, and what is wrong with them."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lesson.writing import FRONT, write
from tutor.errors import LessonError
from tutor.lesson.model import Lesson
from tutor.lesson.parts import Claims, Commands, Hint, Place, Prose, Question, Role
from tutor.lesson.reader import load, read, read_text

BODY = """Hello *there*.

## First

Some text.

More text.

```bash run
docker run -d --name web tutor/box
```

```python
this = "only shown"
```

> [!TIP]
> Look `here`.

> a quotation

```text already=yes claims
It is up
    link netns=host name=docker0 up=yes
    address netns=host link=docker0
```

## Second `step`

```bash node=alpha solution
true
```

```text ask
Which one?
    link name=$answer
```
"""


def problems(folder: Path, text: str, front: str = FRONT) -> list[str]:
    """What is wrong, without the path."""
    path = write(folder, text, front=front)
    return [str(problem).removeprefix(f"{path}:") for problem in read(path)[1]]


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    return load(write(tmp_path, BODY))


def test_the_front_matter(lesson: Lesson) -> None:
    assert (lesson.slug, lesson.title, lesson.summary, lesson.minutes) == (
        "written",
        "A title",
        "A summary.",
        5,
    )
    assert (lesson.nodes, lesson.needs, lesson.after) == (1, (), ())


def test_steps_and_parts_in_their_order(lesson: Lesson) -> None:
    assert lesson.introduction == (Prose("Hello *there*.", Place(6)),)
    first, second = lesson.steps
    assert (first.title, second.title) == ("First", "Second `step`")
    assert [type(part) for part in first.parts] == [Prose, Commands, Prose, Hint, Prose, Claims]
    assert [type(part) for part in second.parts] == [Commands, Question]


def test_neighbouring_prose_is_one_text_and_a_fence_without_a_role_is_prose(lesson: Lesson) -> None:
    prose = [part.markdown for part in lesson.steps[0].parts if isinstance(part, Prose)]
    assert prose == ["Some text.\n\nMore text.", '```python\nthis = "only shown"\n```', "> a quotation"]


def test_claims_and_questions(lesson: Lesson) -> None:
    (claim,) = lesson.steps[0].claims
    assert claim.already
    assert (claim.sentence, claim.place) == ("It is up", Place(28))
    assert [str(pattern) for pattern in claim.patterns] == [
        "link netns=host name=docker0 up=yes",
        "address netns=host link=docker0",
    ]
    assert claim.patterns[1].terms[0].place == Place(30, 13)
    (question,) = lesson.steps[1].questions
    assert (question.sentence, str(question.patterns[0])) == ("Which one?", "link name=$answer")


def test_choices(tmp_path: Path) -> None:
    text = "## s\n```text choose\nWhich\nones?\n  (x) this -- for a reason\n  ( ) that (one)\n```\n"
    (question,) = load(write(tmp_path, text)).steps[0].choices
    assert question.sentence == "Which ones?"
    assert [(one.text, one.right, one.reason) for one in question.choices] == [
        ("this", True, "for a reason"),
        ("that (one)", False, ""),
    ]
    assert set(question.right) == {0}
    assert question.choices[1].place == Place(11, 3)


def test_commands_and_hints(lesson: Lesson) -> None:
    (commands,) = lesson.steps[0].commands(Role.RUN)
    assert commands.text == "docker run -d --name web tutor/box"
    assert [hint.markdown for hint in lesson.steps[0].hints] == ["Look `here`."]
    assert [part.role for part in lesson.steps[1].commands(Role.SOLUTION, Role.RUN)] == [Role.SOLUTION]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no step", "1:1: a lesson has at least one step"),
        ("## s\n```bash rnu\ntrue\n```\n", '7:1: no fence has the role "rnu"; did you mean "run"?'),
        ("## s\n```bash nod=beta run\ntrue\n```\n", '7:1: "nod=beta" is no option of a fence for run'),
        ("## s\n```bash node=beta run\ntrue\n```\n", '7:1: this lesson has no node "beta"'),
        ("## s\n```bash run\n```\n", "7:1: this run block has no commands"),
        ("## s\n```bash wrong\ntrue\n```\n", "7:1: the first line of a wrong attempt is a comment"),
        ("## s\n```text claims\n```\n", "7:1: this fence has no claims"),
        ("## s\n```text claims\nso\n```\n", "8:1: this claim has no pattern"),
        ("## s\n```text claims\n   link\n```\n", "8:4: a pattern stands below a sentence"),
        ("## s\n```text claims\nso\n    link name\n```\n", "9:10: name is no condition"),
        ("## s\n```text already=maybe claims\nso\n  link\n```\n", "7:1: already is yes or no"),
        ("## s\n```text kept=maybe claims\nso\n  link\n```\n", "7:1: kept is yes or no"),
        ("## s\n```text ask\nwhich?\n```\n", "7:1: a question is a sentence, and below it"),
        ("## s\n```text choose\nwhich?\n```\n", "7:1: a multiple-choice question is a sentence"),
        ("## s\n```text choose\nwhich?\n  [x] one\n```\n", "9:3: a choice is written like"),
        ("## s\x1b[2J", "6:5: the character U+001B does not belong"),
        ("## s\u202e", "6:5: the character U+202E does not belong"),
        ("## s\u2028", "6:5: the character U+2028 does not belong"),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, told: str, tmp_path: Path) -> None:
    assert any(problem.startswith(told) for problem in problems(tmp_path, text)), problems(tmp_path, text)


@pytest.mark.parametrize(
    ("front", "told"),
    [
        ("", "1:1: a lesson begins with its title"),
        ("---\ntitle: [\n---\n", "2:9: this is not YAML"),
        ("---\n- x\n---\n", "1:1: a lesson begins with its title"),
        ("---\ntitel: x\n---\n", '2:1: there is no key "titel"; did you mean "title"?'),
        ("---\ntitle: x\nsummary: y\n---\n", "1:1: minutes is missing"),
        ("---\ntitle: x\nsummary: y\nminutes: soon\n---\n", "4:1: minutes must be a number of minutes"),
        (
            "---\ntitle: x\nsummary: y\nminutes: 3\nnodes: 10\n---\n",
            "5:1: nodes must be a number, 1 to 9",
        ),
        (
            "---\ntitle: x\nsummary: y\nminutes: 3\nvalues: {net: sbnet}\n---\n",
            "5:1: values must be names and their kinds, like {net: subnet}; kinds are: subnet, port, name",
        ),
        (
            "---\ntitle: x\nsummary: y\nminutes: true\n---\n",
            "4:1: minutes must be a number of minutes",
        ),
    ],
)
def test_a_mistake_in_the_front_matter_too(front: str, told: str, tmp_path: Path) -> None:
    found = problems(tmp_path, "## s\n", front)
    assert any(problem.startswith(told) for problem in found), found


def test_files_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "01-x.md"
    path.write_bytes(b"---\n\xff\xfe")
    assert [str(problem) for problem in read(path)[1]] == [f"{path}:2:1: this is not UTF-8 text"]
    with pytest.raises(LessonError, match="cannot be read: No such file"):
        read(tmp_path / "none.md")
    with pytest.raises(LessonError, match="this is not UTF-8 text"):
        load(path)


PIECES = """---
title: x
nodes: 3
summary: [
## step
```text claims
```text ask
```bash run
```
~~~ wrong
so
    link name=$x
    no lnk y
> [!TIP]
{{x}}
- item
<b>
""".splitlines(keepends=True)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=30).map("".join))
def test_no_text_crashes_the_reader_and_every_problem_has_a_place(text: str) -> None:
    lesson, found = read_text(Path("/nowhere/01-random.md"), text)
    assert (lesson is None) == bool(found)
    lines = text.replace("\r\n", "\n").split("\n")
    for problem in found:
        assert 1 <= problem.place.line <= len(lines) + 1
        assert problem.place.column >= 1


def test_lines_of_chinese_are_joined_without_a_space(tmp_path: Path) -> None:
    text = "## 步\n这是一\n行，\n`web` 有\neth0\n。\n\n- 一；\n- 二，\n\n```\n一\n二\n```\n\n> [!TIP]\n> 提\n> 示\n"
    prose, hint = load(write(tmp_path, text)).steps[0].parts
    assert isinstance(prose, Prose)
    assert prose.markdown == "这是一行，`web` 有\neth0。\n\n- 一；\n- 二，\n\n```\n一\n二\n```"
    assert isinstance(hint, Hint)
    assert hint.markdown == "提示"


def test_emphasis_in_chinese_is_joined_where_it_still_ends(tmp_path: Path) -> None:
    text = "## 步\n叫作\n**网桥**\n和，\n*钩子*\n（一）。\n*问？*\n这是\n* 一\n"
    (prose,) = load(write(tmp_path, text)).steps[0].parts
    assert isinstance(prose, Prose)
    assert prose.markdown == "叫作**网桥**和，*钩子*（一）。*问？*\n这是\n\n* 一"
