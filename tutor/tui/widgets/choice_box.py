"""A multiple-choice question: its choices, and what comes of them."""

from collections.abc import Callable, Container, Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.claims import Standing
from tutor.language import _
from tutor.lesson.parts import Choose
from tutor.tui.code import with_code
from tutor.tui.glyphs import OFF, ON, TICKED, UNTICKED
from tutor.tui.marks import mark_of
from tutor.tui.widgets.hanging import Hung
from tutor.tui.widgets.menu import Menu


class Choices(Menu):
    """The choices; the footer tells of the key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "select", _("Choose"), key_display="⏎"),
    ]


class ChoiceBox(Vertical):
    """Takes choices: of one right choice the first that is pressed, of several those that are ticked."""

    DEFAULT_CSS = """
    ChoiceBox { height: auto; margin: 0 1 1 2; }
    ChoiceBox Choices { max-height: 14; }
    ChoiceBox Static { height: auto; }
    """

    class Given(Message):
        """The learner has chosen."""

        def __init__(self, question: Choose, choices: Iterable[int]) -> None:
            super().__init__()
            self.question = question
            self.choices = frozenset(choices)

    def __init__(
        self,
        question: Choose,
        tell: Callable[[str], str],
        order: Sequence[int],
        answered: Container[object],
    ) -> None:
        """``order`` is the choices' numbers as they are to be seen; ``answered`` the questions that were answered."""
        super().__init__(classes="question")
        self._tell = tell
        self._order, self._answered = order, answered
        self.question = question
        self._standing: Standing | None = None
        self._chosen: set[int] = set()

    def compose(self) -> ComposeResult:
        """The question, its choices, a line for what comes of it."""
        yield Static("", id="asked", markup=False)
        choices = [Option(self._prompt(number), str(number)) for number in self._order]
        yield Choices(*choices, *[Option(_("That is my answer"))] * self._wants_several)
        yield Static("", id="said", markup=False)

    @property
    def _wants_several(self) -> bool:
        return len(self.question.right) > 1

    def _prompt(self, number: int) -> Hung:
        off, on_ = (UNTICKED, TICKED) if self._wants_several else (OFF, ON)
        mark = on_ if number in self._chosen else off
        return Hung((Content(f"{mark} "), with_code(self._tell(self.question.choices[number].text))))

    def on_mount(self) -> None:
        """Fill in what is known already."""
        self.refill()
        if self.question in self._answered:
            self.show_right()

    def refill(self) -> None:
        """Ask again with the values that are known by now."""
        words = with_code(f"{mark_of(self._standing)} {self._tell(self.question.sentence)}")
        for asked in self.query("#asked").results(Static):
            if asked.content != words:
                asked.update(words)
                self._show_chosen(self._chosen)

    def enter(self) -> None:
        """Give the keys to the choices, in sight of the question."""
        self.screen.set_focus(self.query_one(OptionList))
        self.call_after_refresh(self.scroll_visible)

    @on(OptionList.OptionSelected)
    def take(self, event: OptionList.OptionSelected) -> None:
        """Tick a choice, or pass on what was chosen."""
        event.stop()
        if event.option_id is None:
            self.post_message(self.Given(self.question, self._chosen))
        elif self._wants_several:
            self._show_chosen(self._chosen ^ {int(event.option_id)})
        else:
            self._show_chosen({int(event.option_id)})
            self.post_message(self.Given(self.question, self._chosen))

    def _show_chosen(self, chosen: set[int]) -> None:
        self._chosen = chosen
        for number in self._order:
            self.query_one(OptionList).replace_option_prompt(str(number), self._prompt(number))

    def show_right(self) -> None:
        """All the right ones, and no other."""
        self._show_chosen(set(self.question.right))
        self._standing = Standing.HOLDS
        self.refill()
        said = "\n".join((_("Right."), *self._reasons(self.question.right)))
        self.query_one("#said", Static).update(with_code(said))
        self.query_one(OptionList).disabled = True

    def show_wrong(self, given: frozenset[int]) -> None:
        """Something is missing, or too much; why, where the lesson says it."""
        reasons = self._reasons(given - self.question.right)
        self.query_one("#said", Static).update(
            with_code("\n".join(reasons) or _("Not yet: look again at each of them."))
        )
        self.call_after_refresh(self.scroll_visible)

    def _reasons(self, numbers: frozenset[int]) -> list[str]:
        """What the lesson says to these choices, from the uppermost down."""
        reasons = [self.question.choices[number].reason for number in self._order if number in numbers]
        return [self._tell(reason) for reason in reasons if reason]
