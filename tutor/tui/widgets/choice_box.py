"""A multiple-choice question: its choices to tick, and what comes of it."""

from collections.abc import Callable, Iterable

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Button, Static

from tutor.claims import Standing
from tutor.language import _
from tutor.lesson.model import Choose
from tutor.tui.marks import mark_of
from tutor.tui.widgets.choices import Choices


class ChoiceBox(Vertical):
    """Takes choices."""

    DEFAULT_CSS = """
    ChoiceBox { height: auto; margin: 0 1 1 2; }
    ChoiceBox Choices { height: auto; max-height: 12; }
    ChoiceBox Button { margin: 0 0 0 1; }
    ChoiceBox Static { height: auto; }
    """

    class Given(Message):
        """The learner has chosen."""

        def __init__(self, question: Choose, choices: Iterable[int]) -> None:
            super().__init__()
            self.question = question
            self.choices = frozenset(choices)

    def __init__(self, question: Choose, tell: Callable[[str], str]) -> None:
        super().__init__(classes="question")
        self._tell = tell
        self.question = question
        self._standing: Standing | None = None

    def compose(self) -> ComposeResult:
        """The question, its choices, a button."""
        yield Static("", id="asked", markup=False)
        yield Choices([self._tell(choice.text) for choice in self.question.choices])
        yield Button(_("That is my answer"), compact=True)
        yield Static("", id="said", markup=False)

    def on_mount(self) -> None:
        """Fill in what is known already."""
        self.refill()

    def refill(self) -> None:
        """Ask again with the values that are known by now."""
        words = f"{mark_of(self._standing)} {self._tell(self.question.sentence)}"
        for asked in self.query("#asked").results(Static):
            if asked.content != words:
                asked.update(words)

    def enter(self) -> None:
        """Give the keys to the choices."""
        self.query_one(Choices).enter()

    @on(Button.Pressed)
    def take(self, event: Button.Pressed) -> None:
        """Pass the choices on."""
        event.stop()
        self.post_message(self.Given(self.question, self.query_one(Choices).ticked))

    def show_right(self) -> None:
        """All the right ones, and no other."""
        self._standing = Standing.HOLDS
        self.refill()
        reasons = (
            self._tell(choice.reason) for choice in self.question.choices if choice.right and choice.reason
        )
        self.query_one("#said", Static).update("\n".join((_("Right."), *reasons)))
        self.query_one(Choices).disabled = True
        self.query_one(Button).display = False

    def show_wrong(self, given: frozenset[int]) -> None:
        """Something is missing, or too much; why, where the lesson says it."""
        wrong = [self.question.choices[number] for number in sorted(given - self.question.right)]
        reasons = [self._tell(choice.reason) for choice in wrong if choice.reason]
        self.query_one("#said", Static).update(
            "\n".join(reasons) or _("Not yet: look again at each of them.")
        )
