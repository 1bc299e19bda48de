"""Into which shell commands are typed, and when."""

from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from tests.tui.conftest import NARROW, Open
from tests.tui.staged import LESSON, PROMPT, StagedNode, staged
from tutor.claims import Standing, Verdict
from tutor.facts.namespace import Namespace
from tutor.observe.shells import Ended
from tutor.tui.by_hand import commands
from tutor.tui.widgets.choice_box import ChoiceBox
from tutor.tui.widgets.lesson_panel import LessonPanel
from tutor.tui.widgets.question_box import QuestionBox
from tutor.tui.widgets.shells import Shells
from tutor.tui.widgets.step_view import StepView
from tutor.tui.widgets.tab_line import LESSON as LESSON_TAB
from tutor.tui.widgets.terminal import NodeTerminal


async def test_commands_wait_for_the_first_prompt(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    starting = f"read -r -t 2 taken; printf '{PROMPT}'; echo \"taken: $taken.\"; exec cat"
    monkeypatch.setattr(StagedNode, "argv", lambda _self, _command: ["bash", "-c", starting])
    async with opened(NARROW) as stage:
        await stage.press("enter")
        await stage.sees("taken:", "echo started web")
        assert "taken: ." in stage.text


async def test_what_is_elsewhere_is_seen_in_the_shell_of_its_node(opened: Open) -> None:
    second = LESSON[LESSON.index("Its cable") : LESSON.index("```\n\n> [!TIP]")]
    text = LESSON.replace(second, "").replace(
        "container name=web state=running", "neighbour netns=outside ip=10.0.0.1"
    )
    async with opened(text=text) as stage:
        stage.session.change(Namespace(node="outside", name="outside", inode=9, kind="host", network=None))
        await stage.press("question_mark")
        await stage.sees("on outside: ip neigh")
        await stage.press("enter")
        await stage.until(lambda: stage.app.screen.query_one(Shells).shown == "outside")
        await stage.until(
            lambda: any("ip neigh" in _text(found) for found in stage.app.screen.query(NodeTerminal))
        )
        assert not any("on outside" in _text(found) for found in stage.app.screen.query(NodeTerminal))


async def test_what_a_panel_shows_is_seen_there(opened: Open) -> None:
    claim = "    path from=web to=outside result=arrives"
    text = LESSON.replace("    container name=web state=running", claim)
    async with opened(text=text.replace("    link netns=web name=eth0 peer=$port\n", claim + "\n")) as stage:
        stage.session.hear(Ended("ip link set web up", 1, "alpha", 1, 0.1))
        await stage.sees("see it", "press F5")
        assert "tutor trace" not in stage.text


async def test_what_is_on_the_first_node_is_not_typed_into_another_ones_shell(opened: Open) -> None:
    async with opened() as stage:
        await stage.app.screen.query_one(Shells).show("outside")
        await stage.press("question_mark")
        await stage.sees("docker ps -a")
        await stage.press("enter")
        await stage.until(lambda: stage.app.screen.query_one(Shells).shown == "alpha")


async def test_a_step_opens_with_the_shell_of_the_node_on_which_it_begins(opened: Open) -> None:
    there = "## There\n\n```bash node=outside run\nip neigh\n```\n\n## Look"
    async with opened(text=LESSON.replace("## Look", there)) as stage:
        shells = stage.app.screen.query_one(Shells)
        await stage.press("n", "n")
        await stage.until(lambda: shells.shown == "outside")
        await stage.press("n", "n")
        await stage.until(lambda: shells.shown == "alpha")
        await shells.show("alpha2")
        await stage.press("p", "p")
        await stage.sees("1 of 3")
        assert shells.shown == "alpha"


async def test_the_keys_go_to_the_shell_into_which_a_block_was_typed(opened: Open) -> None:
    async with opened(NARROW) as stage:
        shells = stage.app.screen.query_one(Shells)
        (await shells.show("outside")).enter()
        await stage.press("ctrl+right_square_bracket", "enter")
        await stage.until(lambda: shells.shown == "alpha")
        await stage.until(lambda: shells.current.has_focus_within)


async def test_the_keys_go_to_the_shell_into_which_a_command_by_hand_was_typed(opened: Open) -> None:
    async with opened(NARROW) as stage:
        shells = stage.app.screen.query_one(Shells)
        (await shells.show("outside")).enter()
        await stage.press("ctrl+right_square_bracket", "question_mark")
        await stage.sees("docker ps -a")
        await stage.press("enter")
        await stage.until(lambda: shells.shown == "alpha")
        await stage.until(lambda: shells.current.has_focus_within)


async def test_who_is_given_the_keys_has_them_at_once(opened: Open) -> None:
    both = LESSON[LESSON.index("```text ask") :]
    async with opened(text=LESSON.replace("## Look", f"{both}\n## Look", 1)) as stage:
        screen = stage.app.screen
        screen.query_one(QuestionBox).enter()
        assert isinstance(screen.focused, Input)
        screen.query_one(ChoiceBox).enter()
        assert isinstance(screen.focused, OptionList)
        screen.query_one(Shells).current.enter()
        assert isinstance(screen.focused, NodeTerminal)
        screen.query_one(LessonPanel).enter()
        assert isinstance(screen.focused, StepView)


async def test_only_what_a_shell_of_the_lab_knows_is_offered(tmp_path: Path) -> None:
    async with staged(tmp_path) as session:
        verdict = Verdict(Standing.REFUTED, "", "", "tutor trace from=web to=db:80", 0)
        offered = commands(LESSON_TAB, session, "", verdict)
        assert not any(each.command.startswith("tutor") for each in offered)


def _text(terminal: NodeTerminal) -> str:
    return "\n".join(terminal.render_line(y).text for y in range(terminal.size.height))
