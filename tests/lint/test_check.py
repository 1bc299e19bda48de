"""What lint finds in a lesson that the reader can read."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.lesson.writing import FRONT, write
from tutor.facts import KINDS
from tutor.lint import check

STEP = """## Step
```bash run
docker run -d --name web tutor/box
```
```text claims
It is so
    {}
```
"""


def told(path: Path) -> list[str]:
    """Problems without the path."""
    return [str(problem).removeprefix(f"{path}:") for problem in check(path)]


def of_pattern(folder: Path, pattern: str) -> list[str]:
    """What is wrong with a lesson that has this pattern, on line 12 from column 5 on."""
    return told(write(folder, STEP.format(pattern)))


@pytest.mark.parametrize(
    "pattern",
    [
        "link netns=web name=eth0 mtu>=1400 peer=$port",
        "link netns=ingress_sbox name=eth0",
        "no link netns=host name=eth7",
        "count=2 link netns=host kind=veth up=yes",
        "address ip@172.17.0.0/16",
        "link name~^veth[0-9a-f]{7}$",
        "link netns=* name=*",
        "no reach from=outside to=host port=8080",
        "ping from=alpha to=10.0.0.1 size=1400",
        'command text~"^ping" exit=0',
        "resolve in=web name=db ip=$ip",
    ],
)
def test_right_patterns_pass(pattern: str, tmp_path: Path) -> None:
    assert of_pattern(tmp_path, pattern) == []


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("lnk name=x", '12:5: there is no fact kind "lnk"; did you mean "link"?'),
        ("link nmae=x", '12:10: link has no field "nmae"; did you mean "name"?'),
        ("link netns=wbe", '12:10: no command of this lesson makes a container "wbe"; did you mean "web"?'),
        ("link node=beta", '12:10: this lesson has no node "beta"; its nodes: alpha, outside'),
        ("link name>3", "12:10: > compares whole numbers"),
        ("link mtu>big", "12:10: > compares whole numbers"),
        ("link mtu=big", "12:10: mtu is a whole number"),
        ("link up=true", "12:10: up is yes or no"),
        ("no link kind=vet", '12:13: kind cannot be "vet"; did you mean "veth"?'),
        ("container state!=runing", '12:15: state cannot be "runing"; did you mean "running"?'),
        ("nat own=sideways", '12:9: own cannot be "sideways"; it can be dest, source'),
        ("link name~[", "12:10: this is no regular expression: unterminated character set at position 0"),
        ("address ip@nowhere", "12:13: nowhere is no network; write it like 172.17.0.0/16"),
        ("no link name=$x", "12:13: no other pattern of this claim binds $x; for any value write *"),
        ("ping from=web", "12:5: ping must be told: to=…"),
        ("ping from=$x to=web", "12:10: ping must be told one from: write from=…"),
        (
            "no reach from=wbe to=web port=80",
            '12:14: no command of this lesson makes a container "wbe"; did you mean "web"?',
        ),
        ("reach from=web to=host port=80 proto=tpc", "12:36: proto of reach cannot be tpc"),
        ("reach from=web to=10.0.0.1 port=0", "12:32: port of reach cannot be 0"),
        ("no ping from=web to=outside why=timout", "12:33: why of ping cannot be timout"),
        ("ping from=10.0.0.1 to=web", '12:10: no command of this lesson makes a container "10.0.0.1"'),
        ("link name!=*", "12:10: * goes with = only, not with !="),
        ("link name=$end", '12:10: "end" is a word of docker --format: {{end}} is not filled'),
        ("link name={{who}}", "12:10: no claim before the end of this step binds $who"),
        (
            "link name=$far peer={{far}}",
            "12:20: only this claim itself binds $far: write $far, or bind it in an earlier one",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(pattern: str, problem: str, tmp_path: Path) -> None:
    assert of_pattern(tmp_path, pattern) == [problem]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("## s\ntext\n", "6:1: this step claims nothing and asks nothing"),
        ("##\n```text already=yes claims\nx\n  link\n```\n", "6:1: this step has no title"),
        ("## s\n```text claims\nx\n  link\n```\n", "8:1: nothing in this step can turn this claim"),
        (
            "## s\n```text already=yes kept=yes claims\nx\n  link\n```\n",
            "8:1: a claim is kept until others of its step hold, and there are none",
        ),
        ("## s\n```text ask\nx?\n  link name=eth0\n```\n", "8:1: nothing in this question binds $answer"),
        (
            "## s\n```text watch\nping\n```\n```text already=yes claims\nx\n  link\n```\n",
            '8:1: "ping" is tried',
        ),
        (
            "## s\n{{port}}\n```text already=yes claims\nx\n  link name=$prot\n```\n",
            '7:1: no claim before the end of this step binds $port; did you mean "prot"?',
        ),
        (
            "## s\n```bash run\nif true\n```\n```text claims\nx\n  link\n```\n",
            "8:1: bash does not understand this: syntax error: unexpected end of file",
        ),
    ],
)
def test_a_step_that_cannot_work(text: str, problem: str, tmp_path: Path) -> None:
    found = told(write(tmp_path, text))
    assert len(found) == 1, found
    assert found[0].startswith(problem)


def test_a_namespace_made_by_hand_may_be_asked_of(tmp_path: Path) -> None:
    step = "## s\n```bash run\nip netns add red\n```\n```text claims\nx\n  link netns={}\n```\n"
    assert told(write(tmp_path, step.format("red"))) == []
    assert told(write(tmp_path, step.format("rde"))) == [
        '12:8: no command of this lesson makes a container "rde"; did you mean "red"?'
    ]


def test_choices_must_leave_a_choice(tmp_path: Path) -> None:
    choose = "## s\n```text choose\nWhich?\n    (x) this\n    {} this\n```\n"
    assert told(write(tmp_path, choose.format("( )"))) == ['10:5: "this" is there twice']
    assert told(write(tmp_path, choose.format("(x)"))) == [
        "7:1: a multiple-choice question has at least one right choice (x) and one wrong ( )",
        '10:5: "this" is there twice',
    ]


def test_values_of_the_learners_own_and_their_parts_are_known(tmp_path: Path) -> None:
    front = FRONT.replace("---\n", "---\nvalues: {net: subnet, box: name}\n", 1)
    text = "## s\n{{net}} {{net.gateway}} {{box}} {{net.gate}} {{box.gateway}}\n"
    text += "```text already=yes claims\nx\n  link\n```\n"
    assert told(write(tmp_path, text, front=front)) == [
        '8:1: no claim before the end of this step binds $net.gate; did you mean "net.gateway"?',
        '8:1: no claim before the end of this step binds $box.gateway; did you mean "net.gateway"?',
    ]


@pytest.mark.parametrize(
    ("words", "wrong"),
    [("*好。*这样", 1), ("*好。* 这样", 0), ("- *one*, `2 * 3`", 0), ("> [!TIP]\n> *好？*再来", 1)],
)
def test_an_emphasis_that_is_none(words: str, wrong: int, tmp_path: Path) -> None:
    path = write(tmp_path, STEP.format("link netns=web name=eth0") + f"\n{words}\n")
    assert len([problem for problem in told(path) if "asterisk" in problem]) == wrong


def test_two_steps_of_one_title(tmp_path: Path) -> None:
    step = "## Same\n```text already=yes claims\nx\n  link\n```\n"
    assert told(write(tmp_path, step + step)) == ['11:1: there are two steps called "Same"']


def test_the_file_itself(tmp_path: Path) -> None:
    front = FRONT.replace("---\n", "---\nafter: [the-brige]\n", 1)
    write(tmp_path, "", name="02-the-bridge.md")
    path = write(tmp_path, "## s\n```text already=yes claims\nx\n  link\n```\n", front=front, name="3.md")
    assert told(path) == [
        "1:1: 3.md should be called like 03-veth-pairs.md",
        '1:1: there is no lesson "the-brige" beside this one; did you mean "the-bridge"?',
    ]


def test_needs_have_a_grammar_and_a_place(tmp_path: Path) -> None:
    front = FRONT.replace("---\n", "---\nneeds: [ipvlan, macvaln,\n  engine28, engine<29]\n", 1)
    assert told(write(tmp_path, STEP.format("link name=*"), front=front)) == [
        '2:17: no machine has a "macvaln"; did you mean "macvlan"?',
        '3:3: "engine28" is no bound on the engine; write it like engine>=28 or engine<29',
    ]


def spellings() -> Iterator[tuple[str, str]]:
    """Every fact kind with each of its fields."""
    for kind, row in KINDS.items():
        yield from ((kind, name) for name in row.field_names())


edits = st.tuples(st.integers(0, 11), st.sampled_from("abcdefghijklmnopqrstuvwxyz_"), st.sampled_from("+-="))


def misspelt(word: str, edit: tuple[int, str, str]) -> str:
    """The word with one letter more, less or changed."""
    at, letter, how = edit
    at %= len(word)
    return word[:at] + ("" if how == "-" else letter) + word[at + (how != "+") :]


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(list(spellings())),
    edits,
    st.sampled_from(["kind", "field"]),
    st.sampled_from(["", "no ", "count=0 ", "count<9 "]),
)
def test_no_misspelling_of_a_fact_or_field_passes(
    spelling: tuple[str, str],
    edit: tuple[int, str, str],
    part: str,
    quantifier: str,
) -> None:
    kind, field = spelling
    wrong_kind = misspelt(kind, edit) if part == "kind" else kind
    wrong_field = field if part == "kind" else misspelt(field, edit)
    assume(wrong_kind not in KINDS if part == "kind" else (kind, wrong_field) not in set(spellings()))
    assume(wrong_kind not in ("", "no") and wrong_field and not wrong_kind.startswith("count"))
    found = of_pattern_in_memory(f"{quantifier}{wrong_kind} {wrong_field}=*")
    assert any(" 12:" in f" {problem}" for problem in found), found


def of_pattern_in_memory(pattern: str) -> list[str]:
    """As of_pattern, in a folder that no test looks at twice."""
    folder = Path("/dev/shm") if Path("/dev/shm").is_dir() else Path("/tmp")
    path = write(folder, STEP.format(pattern), name=f"01-tutor-test-misspelt-{os.getpid()}.md")
    try:
        return told(path)
    finally:
        path.unlink()
