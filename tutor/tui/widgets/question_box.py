"""A question and the line for its answer."""

from collections.abc import Callable, Mapping

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

from tutor.claims import Standing
from tutor.language import _
from tutor.lesson.parts import Choose, Question
from tutor.tui.code import with_code
from tutor.tui.marks import mark_of
from tutor.tui.widgets.typed_line import TypedLine


class QuestionBox(Vertical):
    """Takes an answer; what is right, the live host says."""

    DEFAULT_CSS = """
    QuestionBox { height: auto; margin: 0 1 1 2; }
    QuestionBox Input { height: 3; }
    QuestionBox Static { height: auto; }
    """

    class Given(Message):
        """The learner has given an answer."""

        def __init__(self, question: Question, answer: str) -> None:
            super().__init__()
            self.question = question
            self.answer = answer

    def __init__(
        self, question: Question, tell: Callable[[str], str], answered: Mapping[Question | Choose, str]
    ) -> None:
        """``answered`` has each question that was answered, with its answer."""
        super().__init__(classes="question")
        self._tell, self._answered = tell, answered
        self.question = question
        self._standing: Standing | None = None

    def compose(self) -> ComposeResult:
        """The question, a line to type in, a line for what comes of it."""
        yield Static("", id="asked", markup=False)
        yield TypedLine(placeholder=_("your answer, then ⏎"), id="given")
        yield Static("", id="said", markup=False)

    def on_mount(self) -> None:
        """Fill in what is known already."""
        self.refill()
        if self.question in self._answered:
            self.show_right(self._answered[self.question])

    def refill(self) -> None:
        """Ask again with the values that are known by now."""
        words = with_code(f"{mark_of(self._standing)} {self._tell(self.question.sentence)}")
        for asked in self.query("#asked").results(Static):
            if asked.content != words:
                asked.update(words)

    def enter(self) -> None:
        """Give the keys to the line, in sight of the question."""
        self.screen.set_focus(self.query_one(Input))
        self.call_after_refresh(self.scroll_visible)

    @on(Input.Submitted)
    def take(self, event: Input.Submitted) -> None:
        """Pass the answer on."""
        event.stop()
        if event.value.strip():
            self.post_message(self.Given(self.question, event.value))

    def show_right(self, answer: str) -> None:
        """The answer was right."""
        self._standing = Standing.HOLDS
        self.refill()
        words = _("Right: {answer}", answer=answer) if answer else _("Right.")
        self.query_one("#said", Static).update(words)
        self.query_one(Input).display = False

    def show_wrong(self, words: str) -> None:
        """The answer was not right, or the host cannot tell yet."""
        self.query_one("#said", Static).update(words)
        self.call_after_refresh(self.scroll_visible)
