"""Documents of journals: what is told, and that nothing in a journal can do more than be read."""

import json
import re
from base64 import b64decode
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.tui.staged import LESSON
from tutor.document import Story, tell_story
from tutor.document.data import to_json
from tutor.document.markdown import to_markdown
from tutor.document.page import to_html
from tutor.journal import Entry
from tutor.lesson.reader import load

EVIL = "\x1b]0;x\x07<script>alert(1)</script>\u202e\"'><img src=x onerror=y> `` ``` [a](javascript:x) **b** | # \x00"
BLOCK = f"{EVIL}\n```\n<b>out of the fence</b>\n"


def entry(at: float, kind: str, step: int = 0, lesson: str = "cables", **data: object) -> Entry:
    return Entry(at, lesson, kind, step, data)


def a_day() -> list[Entry]:
    """A learner who came back after lunch."""
    changes = [["+", "container", "web  tutor/box"], ["~", "link", "docker0  state down → up"]]
    return [
        entry(1000, "opened"),
        entry(1060, "ran", command="docker run -d\n  --name web", node="alpha", exit=0, changes=changes),
        entry(1061, "turned", claim="web is running", holds=True, found=""),
        entry(1062, "done"),
        entry(1062, "map", text="┌web┐", svg="<svg/>"),
        entry(1070, "opened", 1),
        entry(1100, "answered", 1, question="Which port?", given="eth0", right=False),
        entry(1101, "hinted", 1),
        entry(9000, "answered", 1, question="Which?", given=["a bridge", "a veth"], right=True),
        entry(9001, "done", 1),
        entry(9001, "finished", 1),
    ]


@pytest.fixture
def story(tmp_path: Path) -> Story:
    (tmp_path / "07-cables.md").write_text(LESSON)
    lesson = load(tmp_path / "07-cables.md")
    return tell_story(a_day(), {lesson.slug: lesson}, "Anna Ø")


def test_a_day_is_told_step_by_step(story: Story) -> None:
    (part,) = story.parts
    assert (part.title, part.is_finished) == ("Cables", True)
    assert [(visit.title, visit.is_done) for visit in part.visits] == [("Plug in", True), ("Look", True)]
    first, second = part.visits
    assert [moment.kind for moment in first.moments] == ["opened", "ran", "turned", "done", "map"]
    assert (first.moments[1].changes or ())[1] == ("~", "link", "docker0 state down → up")
    assert second.moments[3].given == "a bridge; a veth"


def test_time_away_is_no_time_at_work(story: Story) -> None:
    first, second = story.parts[0].visits
    assert first.seconds == 70
    assert second.seconds == 30 + 1 + 600 + 1


def test_what_is_late_is_told_where_it_was_done() -> None:
    late = [entry(1, "opened"), entry(2, "opened", 1), entry(3, "ran", command="ip a", exit=0)]
    visits = tell_story(late, {}).parts[0].visits
    assert [[moment.kind for moment in visit.moments] for visit in visits] == [["opened", "ran"], ["opened"]]


def test_what_nobody_could_tell_is_not_called_nothing() -> None:
    late = [entry(1, "opened"), entry(2, "ran", command="docker run", exit=0)]
    assert "nothing was changed" not in to_markdown(tell_story(late, {}))
    late[1].data["changes"] = []
    assert "nothing was changed" in to_markdown(tell_story(late, {}))


def test_a_command_stands_before_what_it_made_true() -> None:
    late = [
        entry(1, "opened"),
        entry(9, "turned", claim="c", holds=True),
        entry(5, "ran", command="x", exit=0),
    ]
    (visit,) = tell_story(late, {}).parts[0].visits
    assert [moment.kind for moment in visit.moments] == ["opened", "ran", "turned"]


def test_markdown_says_it(story: Story) -> None:
    text = to_markdown(story)
    assert "1970-01-01" in text
    assert "# Journal of Anna Ø" in text
    assert "```text\nalpha$ docker run -d\n  --name web\n```" in text
    assert "* `~` **link** docker0 state down → up" in text
    assert "┌web┐" in text


def test_json_says_it(story: Story) -> None:
    told = json.loads(to_json(story))
    assert told["name"] == "Anna Ø"
    assert told["parts"][0]["visits"][1]["seconds"] == 632.0
    assert told["parts"][0]["finished"] is True


def evil() -> list[Entry]:
    """Whatever a text field may hold, in every field."""
    more: dict[str, object] = {
        "command": BLOCK,
        "claim": EVIL,
        "question": EVIL,
        "given": EVIL,
        "found": EVIL,
    }
    more |= {"text": BLOCK, "svg": f"<svg>{EVIL}</svg>", "node": EVIL, "exit": EVIL, "holds": 3}
    more |= {"changes": [["+", EVIL, EVIL], [EVIL, "a", "b"], "x", ["+"], [["+"], "a", "b"]]}
    kinds = "opened ran turned broken answered hinted solved map done finished unknown".split()
    return [Entry(5.0, EVIL, kind, step, dict(more)) for kind in kinds for step in (-1, 0, 10**9)]


def test_html_has_no_markup_but_its_own() -> None:
    page = to_html(tell_story(evil(), {}, EVIL), "en")
    tags = set(re.findall(r"<(/?\w+)", page))
    ours = "html head meta title style body h1 h2 h3 p pre ul li code b img".split()
    assert {tag.strip("/") for tag in tags} <= set(ours)
    images = re.findall(r"<img ([^>]*)>", page)
    assert images
    for attributes in images:
        assert re.fullmatch(r'src="data:image/svg\+xml;base64,[A-Za-z0-9+/=]+" alt="[^"<]*"', attributes)
    assert "default-src 'none'" in page


def test_a_map_is_a_picture_and_not_a_part_of_the_page() -> None:
    page = to_html(tell_story([entry(1, "map", svg="<svg onload=x/>", text="m")], {}), "en")
    assert "<svg" not in page
    (data,) = re.findall(r"base64,([^\"]+)", page)
    assert b64decode(data) == b"<svg onload=x/>"


def test_markdown_has_no_markup_but_its_own() -> None:
    parsed = MarkdownIt("commonmark").parse(to_markdown(tell_story(evil(), {}, EVIL)))
    inner = [child for token in parsed for child in token.children or []]
    assert not [token.type for token in (*parsed, *inner) if "html" in token.type or "link" in token.type]
    assert not [token.type for token in inner if token.type in ("image", "em_open")]
    fences = [token.content for token in parsed if token.type == "fence"]
    assert fences
    assert all("```" in fence for fence in fences)


@pytest.mark.parametrize("write", [to_markdown, to_json, lambda story: to_html(story, "en")])
def test_no_page_has_a_control_character(write: object) -> None:
    assert callable(write)
    text = write(tell_story(evil(), {}, EVIL))
    assert not re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)


@pytest.mark.parametrize("at", [float("inf"), float("-inf"), float("nan"), -1.0, 1e300])
def test_a_time_that_no_clock_says_is_passed_over(at: float) -> None:
    assert not tell_story([entry(at, "opened")], {}).parts
