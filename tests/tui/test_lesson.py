"""A lesson on the screen: what is seen, what keys do, what comes of answers."""

import asyncio
from pathlib import Path
from typing import Self

import pytest
from textual import events

from tests.tui.conftest import NARROW, WIDE, Open, Stage
from tests.tui.staged import LESSON, StagedSession, link, staged, web
from tutor.errors import LabError
from tutor.journal import Journal
from tutor.observe.shells import Ended
from tutor.session.events import BroughtBack, Trouble
from tutor.tui.app import TutorApp
from tutor.tui.screens.catalogue import CatalogueScreen
from tutor.tui.screens.steps import StepsScreen
from tutor.tui.widgets import step_view
from tutor.tui.widgets.facts_panel import FactsPanel
from tutor.tui.widgets.lesson_panel import LessonPanel
from tutor.tui.widgets.terminal import NodeTerminal


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_claims_turn_with_the_host_and_without_any_key(opened: Open, size: tuple[int, int]) -> None:
    async with opened(size) as stage:
        await stage.sees("Plug in", "✘ ✘")
        stage.session.change(*web())
        await stage.sees("✔ ✔", "This step is done")
        stage.session.change(lost=(web()[0],))
        await stage.sees("✘ ✔")


async def test_what_is_wrong_is_explained_once_something_was_tried(opened: Open) -> None:
    async with opened() as stage:
        await stage.sees("web is running")
        assert "expected" not in stage.text
        stage.session.change(*web()[:1])
        await stage.sees("Its cable ends in docker0", "expected", "found", "see it")


async def test_what_was_tried_in_vain_is_explained_and_what_was_looked_at_is_not(opened: Open) -> None:
    async with opened() as stage:
        await stage.sees("web is running")
        stage.session.hear(Ended("ip link show", 1, "alpha", 0, 0.1))
        await stage.press("h")
        await stage.sees("The first hint.")
        assert "expected" not in stage.text
        stage.session.hear(Ended("ip link set web up", 1, "alpha", 1, 0.1))
        await stage.sees("web is running", "expected", "found", "see it")


async def test_a_kept_claim_is_seen_only_when_the_others_hold(opened: Open) -> None:
    text = LESSON.replace("Its cable ends", "```\n\n```text kept=yes claims\nIts cable ends")
    text = text.replace("    link netns=web name=eth0 peer=$port\n", "")
    async with opened(text=text) as stage:
        await stage.sees("web is running", "✘ ·")
        assert "Its cable ends in docker0" not in stage.text
        await stage.press("question_mark")
        await stage.sees("docker ps")
        assert " link" not in stage.text
        await stage.press("escape")
        stage.session.change(*web()[:1])
        await stage.sees("Its cable ends in docker0", "✔ ✘", "expected", "see it")


async def test_what_stands_behind_a_task_is_not_run_before_it_by_a_slip(opened: Open) -> None:
    task = "```bash solution\necho the task\n```\n\n```bash run\necho behind it\n```\n\n```text claims"
    text = LESSON.replace("```bash solution\necho the solution\n```\n", "").replace("```text claims", task, 1)
    async with opened(text=text) as stage:
        await stage.press("enter")
        await stage.sees("started web '")
        await stage.press("enter")
        await stage.sees("The task above them comes first.")
        await stage.press("s")
        await stage.sees("echo the task")
        assert stage.text.count("echo behind it") == 1
        await stage.press("enter")
        await stage.until(lambda: stage.text.count("echo the task") > 1)
        assert stage.text.count("echo behind it") == 1
        await stage.press("enter")
        await stage.until(lambda: stage.text.count("echo behind it") > 1)


async def test_what_stands_behind_a_task_is_run_where_it_was_begun_or_one_insists(opened: Open) -> None:
    task = "```bash solution\necho the task\n```\n\n```bash run\necho behind it\n```\n\n```text claims"
    text = LESSON.replace("```text claims", task, 1)
    for begun in (False, True):
        async with opened(text=text) as stage:
            await stage.press("enter")
            await stage.sees("started web '")
            if begun:
                stage.session.change(web()[0])
                await stage.sees("✔ ✘")
            else:
                await stage.press("enter")
            await stage.press("enter")
            await stage.until(lambda: stage.text.count("echo behind it") > 1)


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_what_enter_runs_next_is_in_sight(opened: Open, size: tuple[int, int]) -> None:
    more = "A line.\n\n" * 40 + "```bash run\necho the second\n```\n\n"
    async with opened(size, LESSON.replace("```text claims", more + "```text claims", 1)) as stage:
        await stage.sees("echo started web")
        assert "echo the second" not in stage.text
        await stage.press("enter")
        await stage.sees("started web '")
        await stage.press("ctrl+right_square_bracket")
        await stage.sees("echo the second", "⏎ run")


async def test_the_cause_of_a_fault_is_told_when_the_step_is_done(opened: Open) -> None:
    text = LESSON.replace("## Look", "The plug was loose.\n\n## Look")
    text = text.replace("Start a container:", "```bash break\ntrue\n```\n\nStart a container:")
    async with opened(text=text) as stage:
        await stage.sees("web is running")
        assert "The plug was loose" not in stage.text
        stage.session.change(*web())
        await stage.sees("✔ ✔", "The plug was loose")
        stage.session.change(lost=(web()[0],))
        await stage.sees("✘ ✔", "The plug was loose")


async def test_an_act_among_the_watched_kinds_is_passed_over(opened: Open) -> None:
    text = LESSON.replace("## Look", "```text watch\nping route\n```\n\n## Look")
    async with opened(text=text) as stage:
        await stage.sees("Plug in")
        await stage.until(lambda: stage.app.screen.query_one(FactsPanel).kind == "route")


async def test_enter_types_the_commands_into_the_shell(opened: Open) -> None:
    async with opened() as stage:
        await stage.sees("alpha2")
        await stage.press("enter")
        await stage.until(lambda: "echo started web '{{.State}}'" in "\n".join(_shell_lines(stage.app)))
        await stage.until(lambda: "Run" not in stage.text.splitlines()[-1])


async def test_commands_that_failed_may_be_run_again(opened: Open) -> None:
    async with opened() as stage:
        await stage.press("enter")
        await stage.until(lambda: "Run" not in stage.text.splitlines()[-1])
        stage.session.hear(Ended("echo started web '{{.State}}'", 1, "alpha", 0, 0.1))
        stage.session.hear(Ended("ls nowhere", 1, "alpha", 2, 0.1))
        await stage.press("h")
        await stage.sees("The first hint.")
        assert "Run" not in stage.text.splitlines()[-1]
        stage.session.hear(Ended("echo started web '{{.State}}'", 1, "alpha", 1, 0.1))
        await stage.until(lambda: "Run" in stage.text.splitlines()[-1])
        await stage.sees("⏎ run")


async def test_commands_that_failed_need_not_be_run_again_once_the_step_is_done(opened: Open) -> None:
    async with opened() as stage:
        await stage.press("enter")
        await stage.until(lambda: "Run" not in stage.text.splitlines()[-1])
        stage.session.hear(Ended("echo started web '{{.State}}'", 1, "alpha", 1, 0.1))
        await stage.sees("⏎ run")
        stage.session.change(*web())
        await stage.sees("This step is done.  n: the next one")
        assert "⏎ run" not in stage.text


async def test_a_step_done_from_the_shell_tells_the_keys_that_lead_on_from_there(opened: Open) -> None:
    async with opened() as stage:
        await stage.sees("alpha2")
        await stage.press("f6")
        stage.session.change(*web())
        await stage.sees("This step is done.  ^] ⏎: the rest  ^] n: next")
        await stage.press("ctrl+right_square_bracket")
        await stage.sees("This step is done.  ⏎: the rest  n: next")
        await stage.press("enter")
        await stage.sees("This step is done.  n: the next one")


async def test_next_with_open_claims_wants_to_be_asked_twice(opened: Open) -> None:
    async with opened() as stage:
        await stage.press("n")
        await stage.sees("Some claims are still open")
        await stage.press("n")
        await stage.sees("2 of 2", "Look")
        await stage.press("p")
        await stage.sees("1 of 2", "Plug in")


async def test_next_with_an_open_question_says_that_it_is_a_question(opened: Open) -> None:
    text = LESSON.replace(
        "## Look", "```text ask\nIs it `up`?\n    link netns=host up=$answer\n```\n\n## Look", 1
    )
    async with opened(text=text) as stage:
        stage.session.change(*web())
        await stage.sees("✔ ✔", "Is it up?")
        await stage.press("n")
        await stage.sees("A question is still open")


async def test_the_bar_shows_each_answer_as_it_is_given(opened: Open) -> None:
    async with opened() as stage:
        stage.session.change(*web())
        await stage.sees("This step is done")
        await stage.press("n")
        await stage.sees("2 of 2   · ·")
        await stage.press("a", *"veth1", "enter")
        await stage.sees("2 of 2   ✔ ·")
        await stage.press("a", "down", "enter")
        await stage.sees("2 of 2   ✔ ✔")


async def test_what_was_answered_is_there_on_coming_back(opened: Open) -> None:
    async with opened() as stage:
        stage.session.change(*web())
        await stage.sees("This step is done")
        await stage.press("n", "a", *"veth1", "enter", "a", "down", "enter")
        await stage.sees("2 of 2   ✔ ✔")
        await stage.press("p")
        await stage.sees("1 of 2")
        await stage.press("n")
        await stage.sees("Right: veth1", "● docker0", "It has ports.")
        assert "your answer" not in stage.text


async def test_the_bar_has_marks_in_the_order_of_the_page(opened: Open) -> None:
    asked = "```text ask\nIs it `up`?\n    link netns=host up=$answer\n```\n\n```text claims"
    async with opened(text=LESSON.replace("```text claims", asked, 1)) as stage:
        stage.session.change(*web())
        await stage.sees("1 of 2   · ✔")


async def test_a_step_that_was_done_is_not_called_done_while_a_claim_does_not_hold(opened: Open) -> None:
    async with opened() as stage:
        stage.session.change(*web())
        await stage.sees("This step is done")
        stage.session.change(lost=(web()[0],))
        await stage.sees("The step was done, but a claim does not hold any more.")
        assert "This step is done" not in stage.text
        stage.session.change(web()[0])
        await stage.sees("This step is done")
        assert "any more" not in stage.text


async def test_while_a_lab_is_brought_back_no_step_is_called_done_or_undone(opened: Open) -> None:
    async with opened() as stage:
        stage.session.change(*web())
        await stage.sees("This step is done")
        await stage.app.screen.query_one(LessonPanel).show_waiting()
        stage.session.change(lost=(web()[0],))
        await stage.pilot.pause(0.5)
        stage.session.change(web()[0])
        await stage.pilot.pause(0.5)
        stage.session.open(0)
        await stage.sees("✔ web is running")


async def test_what_changes_as_a_step_opens_is_not_the_learner_s_doing(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(step_view, "LATE", 600.0)
    async with opened() as stage:
        stage.session.change(link("veth7"))
        await stage.sees("✘ web is running")
        assert "expected" not in stage.text
        monkeypatch.setattr(step_view, "LATE", 0.0)
        stage.session.change(web()[0])
        await stage.sees("✔ web is running", "expected")


async def test_what_was_done_again_in_a_new_lab_is_told(opened: Open) -> None:
    async with opened() as stage:
        stage.session.open(1)
        stage.session.emit(BroughtBack(1))
        await stage.sees("A new lab: the step before this one was done again")


async def test_next_brings_what_is_open_into_sight(opened: Open) -> None:
    long = LESSON.replace("Start a container:", "Read.\n\n" * 40 + "Start a container:")
    async with opened(NARROW, long) as stage:
        await stage.sees("Read.")
        assert "web is running" not in stage.text
        await stage.press("n")
        await stage.sees("Some claims are still open", "✘ web is running")


async def test_hints_come_one_by_one_and_the_journal_knows_of_the_solution(
    opened: Open, journal: Journal
) -> None:
    async with opened() as stage:
        assert "hint." not in stage.text
        await stage.press("h")
        await stage.sees("The first hint.")
        assert "The second hint." not in stage.text
        await stage.press("h", "h")
        await stage.sees("The second hint.", "no more hints")
        assert "echo the solution" not in stage.text
        await stage.press("s")
        await stage.sees("echo the solution")
        assert [entry.kind for entry in journal.entries()] == ["opened", "hinted", "hinted", "solved"]


async def test_the_text_shows_the_learners_own_values(opened: Open) -> None:
    async with opened() as stage:
        stage.session.change(*web())
        await stage.sees("This step is done")
        await stage.press("n")
        await stage.sees("web's port is veth1.")


async def test_questions_are_answered_by_the_host(opened: Open) -> None:
    async with opened() as stage:
        stage.session.open(1)
        await stage.sees("Which port has docker0?")
        await stage.press("a", *"eth9", "enter")
        await stage.sees("The host cannot tell yet")
        stage.session.change(*web())
        await stage.press("enter")
        await stage.sees("That is not what this host says")
        await stage.press(*["backspace"] * 4, *"VETH1", "enter")
        await stage.sees("Right: veth1")
        await stage.press("a", "enter")
        await stage.sees("● eth0", "○ docker0", "That is one end of a cable.")
        await stage.press("down", "space")
        await stage.sees("○ eth0", "● docker0", "Right.", "It has ports.", "The lesson is done")
        await stage.sees("A container hangs on a cable.")


async def test_a_finished_step_that_breaks_again_says_so(opened: Open) -> None:
    async with opened() as stage:
        stage.session.change(*web())
        await stage.sees("This step is done")
        await stage.press("n")
        await stage.sees("2 of 2")
        stage.session.change(lost=(web()[0],))
        await stage.sees("Step 1 no longer holds: web is running", "Unless this step asks for that, undo it.")
        stage.session.change(web()[0])
        await stage.until(lambda: "no longer holds" not in stage.text)


async def test_trouble_is_told_in_words_with_a_key(opened: Open) -> None:
    async with opened() as stage:
        stage.session.emit(Trouble("the engine does not answer"))
        await stage.sees("the engine does not answer", "F9: reset the lab")
        stage.session.emit(Trouble(""))
        await stage.until(lambda: "does not answer" not in stage.text)


async def test_a_reset_is_asked_for_and_comes_back_to_the_step(opened: Open) -> None:
    async with opened() as stage:
        before = stage.session.resets
        await stage.press("f9")
        await stage.sees("Start this step anew?")
        await stage.press("escape")
        assert stage.session.resets == before
        await stage.press("f9", "y")
        await stage.until(lambda: stage.session.resets == before + 1)
        await stage.sees("Plug in", "1 of 2")


async def test_leaving_keeps_the_place(opened: Open, journal: Journal) -> None:
    async with opened() as stage:
        stage.session.open(1)
        await stage.sees("2 of 2")
        await stage.press("q")
        await stage.sees("Leave the lesson?")
        await stage.press("y")
        await stage.until(lambda: isinstance(stage.app.screen, CatalogueScreen))
    assert journal.place("cables") == 1
    async with opened() as stage:
        await stage.sees("2 of 2")


async def test_in_the_shell_keys_are_the_shells_but_for_a_few(opened: Open) -> None:
    async with opened() as stage:
        await stage.press("f6")
        assert isinstance(stage.app.focused, NodeTerminal)
        await stage.press("n", "q", "h")
        await stage.until(lambda: "nqh" in "\n".join(_shell_lines(stage.app)))
        assert "1 of 2" in stage.text
        await stage.press("f1")
        assert not isinstance(stage.app.focused, NodeTerminal)


async def test_whoever_is_in_the_shell_before_the_next_step_is_drawn_stays_there(opened: Open) -> None:
    async with opened() as stage:
        await stage.sees("alpha2")
        panel = stage.app.screen.query_one(LessonPanel)
        stage.app.screen.set_focus(panel.step)
        opening = asyncio.create_task(panel.show_step())
        await asyncio.sleep(0)
        stage.app.screen.set_focus(stage.app.screen.query_one(NodeTerminal))
        await opening
        assert isinstance(stage.app.focused, NodeTerminal)


async def test_on_a_narrow_screen_one_panel_is_seen_at_a_time(opened: Open) -> None:
    async with opened(NARROW) as stage:
        await stage.sees("F1 Lesson  F2 Map  F3 Changes  F4 Facts  F5 Path  F6 Shell", "A short introduction")
        await stage.press("f2")
        await stage.sees("docker0  172.17.0.1/16")
        assert "A short introduction" not in stage.text
        await stage.press("f4")
        await stage.sees("netns", "mtu")
        await stage.press("f6")
        assert isinstance(stage.app.focused, NodeTerminal)
        stage.session.change(*web())
        await stage.sees("✔ ✔")
        await stage.press("f1")
        await stage.sees("A short introduction")


async def test_resizing_keeps_the_place(opened: Open) -> None:
    async with opened() as stage:
        await stage.press("f3")
        await stage.pilot.resize_terminal(*NARROW)
        await stage.sees("Run something in the shell")
        await stage.pilot.resize_terminal(*WIDE)
        await stage.sees("Run something in the shell", "A short introduction", "alpha2")


def _shell_lines(app: TutorApp) -> list[str]:
    page = app.screen.query(NodeTerminal).first().board.blitter.current_buffer
    return [page.get_line_text(y).rstrip() for y in range(page.height)]


async def test_escape_leads_from_a_question_back_to_the_lessons_keys(opened: Open) -> None:
    async with opened() as stage:
        stage.session.open(1)
        await stage.until(lambda: stage.app.screen.query("QuestionBox"))
        await stage.press("a", "n", "escape", "p")
        await stage.sees("1 of 2")


async def test_the_apps_own_keys_never_reach_the_shell(opened: Open) -> None:
    async with opened(NARROW) as stage:
        await stage.press("f6", "f7", "shift+pageup", "x")
        await stage.until(lambda: "x" in "".join(_shell_lines(stage.app)))
        assert "^[" not in "".join(_shell_lines(stage.app))


async def test_leaving_while_the_lab_comes_up(tmp_path: Path, journal: Journal) -> None:
    ended = asyncio.Event()

    class Slow(StagedSession):
        async def __aenter__(self) -> Self:
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()
            return self

    session = Slow(staged(tmp_path, journal).lesson, journal)
    app = TutorApp(journal, make_session=lambda _: session, lesson=session.lesson)
    async with app.run_test(size=NARROW) as pilot:
        stage = Stage(app, pilot, session)
        await stage.sees("Your private Docker host is coming up")
        await stage.press("g", "question_mark", "f9", "q")
        await stage.sees("Leave the lesson?")
        await stage.press("y")
        await stage.until(lambda: isinstance(app.screen, CatalogueScreen))
        assert ended.is_set()


async def test_commands_for_another_node_say_where_they_belong(opened: Open) -> None:
    async with opened(NARROW, LESSON.replace("```bash run", "```bash node=outside run")) as stage:
        await stage.sees("run on outside")
        await stage.sees("echo started web")


async def answered_wrongly(stage: Stage) -> None:
    """The second step's question has had an answer that is not right."""
    stage.session.change(*web())
    await stage.press("n")
    await stage.sees("Which port has docker0?")
    await stage.press("a", *"eth9", "enter")
    await stage.sees("Look again.")


async def test_a_wrong_answer_speaks_of_hints_only_where_there_are_some(opened: Open) -> None:
    async with opened() as stage:
        await answered_wrongly(stage)
        assert "a hint" not in stage.text


async def test_an_answer_that_comes_in_one_piece_is_taken_in_its_order(opened: Open) -> None:
    async with opened() as stage:
        await answered_wrongly(stage)
        for key in ("ctrl+a", "ctrl+k", *"veth1", "enter"):
            stage.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await stage.sees("Right: veth1")


@pytest.mark.parametrize("keys", [("n", "n", "g", "enter"), ("n", "n", "f9", "enter")])
async def test_nothing_is_begun_while_the_lab_goes_down(
    opened: Open, monkeypatch: pytest.MonkeyPatch, keys: tuple[str, ...]
) -> None:
    async def slowly(session: StagedSession, *_: object) -> None:
        await asyncio.sleep(0.5)
        session.end()

    async def in_vain(_session: StagedSession) -> None:
        raise LabError("there is no lab any more", "")

    monkeypatch.setattr(StagedSession, "__aexit__", slowly)
    monkeypatch.setattr(StagedSession, "reset", in_vain)
    async with opened() as stage:
        stage.session.open(1)
        await stage.sees("Which port has docker0?")
        for key in keys:
            stage.app.post_message(events.Key(key, key if len(key) == 1 else None))
            await asyncio.sleep(0.05)
        await stage.until(lambda: isinstance(stage.app.screen, CatalogueScreen))
        await asyncio.sleep(1)
        assert isinstance(stage.app.screen, CatalogueScreen)


async def test_a_lesson_that_ends_by_itself_takes_with_it_what_was_asked_over_it(opened: Open) -> None:
    async with opened() as stage:
        await stage.press("g")
        await stage.until(lambda: isinstance(stage.app.screen, StepsScreen))
        stage.app.screen_stack[-2].post_message(LessonPanel.Left())
        await stage.until(lambda: isinstance(stage.app.screen, CatalogueScreen))
        assert [type(screen) for screen in stage.app.screen_stack[1:]] == [CatalogueScreen]
