"""A question with several right choices: they are ticked, and then given."""

from textual.app import App, ComposeResult

from tutor.lesson.parts import Choice, Choose, Place
from tutor.tui.widgets.choice_box import ChoiceBox

PLACE = Place(1)
QUESTION = Choose(
    "Which of these are bridges?",
    tuple(Choice(text, text != "eth0", "", PLACE) for text in ("eth0", "docker0", "br-1")),
    PLACE,
)


class Page(App[None]):
    """One question, and what was given."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[frozenset[int]] = []

    def compose(self) -> ComposeResult:
        """Only the question."""
        yield ChoiceBox(QUESTION, str, (1, 2, 0), ())

    def on_choice_box_given(self, event: ChoiceBox.Given) -> None:
        """Keep it."""
        self.given.append(event.choices)


async def test_several_are_ticked_and_given_together_in_the_order_they_are_seen_in() -> None:
    page = Page()
    async with page.run_test() as pilot:
        page.query_one(ChoiceBox).enter()
        await pilot.press("enter", "down", "enter", "down", "space", "space")
        assert page.given == []
        await pilot.press("down", "enter")
        assert page.given == [frozenset({1, 2})]
