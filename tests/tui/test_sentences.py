"""Sentences of claims and questions show the learner's own values, like the text does."""

from tests.tui.conftest import WIDE, Open
from tests.tui.staged import LESSON, web

ASKING = (
    LESSON.replace("minutes: 5\n", "minutes: 5\nvalues:\n    mine: name\n")
    .replace("web is running\n", "web is not {{mine}}\n")
    .replace("Which port has docker0?", "Is {{port}} a port, and {{mine}} none?")
    .replace("Which of these is a bridge?", "Which of these is {{mine}}?")
    .replace("( ) eth0 --", "( ) {{port}}:0 --")
)


async def test_claims_and_questions_name_what_the_learner_has(opened: Open) -> None:
    async with opened(WIDE, ASKING) as stage:
        name = stage.session.known["mine"]
        await stage.sees(f"web is not {name}")
        stage.session.open(1)
        await stage.sees(f"Is … a port, and {name} none?", f"Which of these is {name}?")
        stage.session.open(0)
        stage.session.change(*web())
        await stage.sees("This step is done")
        await stage.press("n")
        await stage.sees(f"Is veth1 a port, and {name} none?", "veth1:0")


async def test_a_value_found_in_the_step_itself_is_filled_in_at_once(opened: Open) -> None:
    question = "```text ask\nWhat of {{port}}?\n    link netns=host name=$answer\n```\n\n"
    lesson = LESSON.replace("web is running\n", "web hangs on {{port}}\n").replace(
        "> [!TIP]\n> The first", f"{question}> [!TIP]\n> The first"
    )
    async with opened(WIDE, lesson) as stage:
        await stage.sees("web hangs on …", "What of …?")
        stage.session.change(*web()[:1])
        await stage.sees("✔ ✘", "web hangs on …")
        stage.session.change(*web()[1:])
        await stage.sees("✔ ✔", "web hangs on veth1", "What of veth1?")


async def test_of_two_solutions_enter_types_the_first(opened: Open) -> None:
    second = "```bash solution\necho the solution\n```\n\n```bash solution\necho another way\n```"
    lesson = LESSON.replace("```bash solution\necho the solution\n```", second)
    async with opened(WIDE, lesson) as stage:
        await stage.press("enter", "s")
        await stage.sees("echo the solution", "echo another way")
        assert "⏎ run" in stage.text
        await stage.press("enter")
        await stage.until(lambda: "⏎ run" not in stage.text)
        await stage.until(lambda: "Run" not in stage.text.splitlines()[-1])
