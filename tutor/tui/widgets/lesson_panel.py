"""The lesson's side of the screen: the open step with its keys, and a line for what is to be said."""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from tutor.claims import Standing, Verdict
from tutor.language import _, _n
from tutor.lesson.fill import names
from tutor.lesson.parts import Commands
from tutor.session import Session
from tutor.session.events import BrokenAgain
from tutor.session.still_open import may_leave, what_is_open
from tutor.tui.widgets.choice_box import ChoiceBox
from tutor.tui.widgets.question_box import QuestionBox
from tutor.tui.widgets.starting import Starting
from tutor.tui.widgets.step_view import StepView

AWAY = "\N{OBJECT REPLACEMENT CHARACTER}"
"""In what is said below the step, in front of a key: what else must be pressed by a learner who is elsewhere."""


class LessonPanel(Vertical):
    """Shows what the session knows; asks the screen for what only the screen can do."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "run", _("Run")),
        Binding("n", "next", _("Next")),
        Binding("p", "back", _("Back"), show=False),
        Binding("a", "answer", _("Answer")),
        Binding("h", "hint", _("Hint")),
        Binding("s", "solution", _("Solution")),
        Binding("y", "copy", _("Copy"), show=False),
        Binding("g", "screen.go_to", _("Go to"), show=False),
        Binding("q", "screen.leave", _("Leave")),
    ]
    DEFAULT_CSS = """
    LessonPanel { width: 46%; }
    LessonPanel > #notice { height: auto; padding: 0 1; background: $panel; display: none; }
    LessonPanel > #broken { height: auto; padding: 0 1; background: $warning-muted; display: none; }
    """

    class Run(Message):
        """The learner wants these commands typed into a shell."""

        def __init__(self, commands: Commands, text: str) -> None:
            super().__init__()
            self.commands = commands
            self.text = text

    class Left(Message):
        """The learner has gone on from the last step."""

    def __init__(self, session: Session) -> None:
        super().__init__(id="lesson")
        self._session = session
        self._skipping = self._hurrying = self._undone = False
        self._view: StepView | None = None
        """The open step, once there is one."""
        self._words = ""

    def compose(self) -> ComposeResult:
        """What is seen until the first step is open, and below it what is to be said."""
        yield Starting()
        yield Static("", id="broken", markup=False)
        yield Static("", id="notice", markup=False)

    @property
    def step(self) -> StepView:
        """The open step."""
        assert self._view is not None
        return self._view

    @property
    def has_keys(self) -> bool:
        """Whether its own keys work now: no question has them."""
        return isinstance(self.screen.focused, StepView | Starting)

    @property
    def has_step(self) -> bool:
        """Whether a step is open."""
        return self._view is not None

    @property
    def explained(self) -> Verdict | None:
        """The verdict that is explained at the moment."""
        return self._view.explained if self._view else None

    @property
    def is_last(self) -> bool:
        """Whether the open step is the lesson's last."""
        return self._session.at == len(self._session.lesson.steps) - 1

    def enter(self) -> None:
        """Give the keys to the lesson."""
        if self._view:
            self.screen.set_focus(self._view)

    async def show_step(self) -> None:
        """Show the step that the session has opened."""
        self._skipping = self._hurrying = self._undone = False
        took_keys = self.has_focus_within or bool(self.query(Starting))
        self.tell("")
        before = list(self.query("Starting, StepView"))
        view = StepView(self._session)
        with self.app.batch_update():
            await self.mount(view, before=0)
            self._view = view
            if took_keys and (self.screen.focused is None or self.has_focus_within):
                self.screen.set_focus(view)  # before the old one goes: no key is lost between two steps
            await self.remove_children(before)

    async def show_waiting(self) -> None:
        """Show how far the lab is, until a step is open again."""
        self.tell("")
        self._view = None
        await self.query("Starting, StepView").remove()
        await self.mount(Starting(), before=0)

    def tell(self, words: str) -> None:
        """Say something below the step, where it covers nothing; the empty string takes it away."""
        self._words = words
        self._show_notice()

    def tell_done(self) -> None:
        """Say that the step is done, what of it is left to run, and how to go on."""
        keys, run = f"{AWAY}n", f"{AWAY}⏎"
        if self.is_last:
            self.tell(_("The lesson is done.  {keys}: back to the lessons", keys=keys))
        elif self.step.next_commands():
            self.tell(_("This step is done.  {run}: the rest  {keys}: next", run=run, keys=keys))
        else:
            self.tell(_("This step is done.  {keys}: the next one", keys=keys))

    def tell_brought_back(self, steps: int) -> None:
        """Say what of the lab is the tutor's own doing."""
        self.tell(
            _n(
                "A new lab: the step before this one was done again for you.",
                "A new lab: the {number} steps before this one were done again for you.",
                steps,
            )
        )

    def renew_notice(self) -> None:
        """Take back what is so no longer: that a task comes first, that the step is done."""
        if self._view is None:
            return
        if self._session.was_done(self._session.at):
            self._renew_done()
        elif self._hurrying and not self.step.passes_task:
            self._hurrying = False
            self.tell("")

    def _renew_done(self) -> None:
        if any(told and told.standing is Standing.REFUTED for told in self._session.told.values()):
            if not self._undone:
                self.tell(_("The step was done, but a claim does not hold any more."))
            self._undone = True
        elif self._undone and self._session.step_done:
            self._undone = False
            self.tell_done()

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _show_notice(self) -> None:
        notice = self.query_one("#notice", Static)
        words = self._words.replace(AWAY, "" if self.has_focus_within else "^] ")
        if words != notice.content:
            notice.update(words)
        notice.display = bool(words)

    def show_broken(self, broken: list[BrokenAgain]) -> None:
        """Say which claims of finished steps hold no longer, and what undid them."""
        lines = [_broken_words(one, self._session.tell(one.claim.sentence)) for one in broken[:2]]
        lines.append(_("Unless this step asks for that, undo it."))
        line = self.query_one("#broken", Static)
        line.update("\n".join(lines))
        line.display = bool(broken)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The footer has only what can be done in this step."""
        step = self._session.step
        asked = {*step.questions, *step.choices} - self._session.asking.answered.keys()
        if not self._view:
            return action not in ("answer", "back", "copy", "hint", "next", "run", "solution")
        can = {
            "answer": bool(asked),
            "hint": bool(step.hints),
            "run": self.step.next_commands() is not None,
            "solution": self.step.has_solution,
        }
        return can.get(action, True)

    def action_run(self) -> None:
        """Have the next commands typed into the shell; the learner sees them run."""
        commands = self.step.next_commands()
        if commands is None:
            return
        text = self._session.fill(commands.text)
        if any(names(text)):
            self.tell(_("These commands need a value that no claim has found yet."))
        elif self.step.passes_task and not self._hurrying:
            self._hurrying = True
            self.tell(_("The task above them comes first.  ⏎ again: run them anyway"))
        else:
            self.step.mark_run()
            if self._session.step_done:
                self.tell_done()
            else:
                self.tell("")
            self.refresh_bindings()
            self.post_message(self.Run(commands, text))

    def action_copy(self) -> None:
        """Copy the commands, to be pasted elsewhere."""
        commands = self.step.next_commands() or self.step.last_commands()
        if commands:
            self.app.copy_to_clipboard(self._session.fill(commands.text))
            self.tell(_("The commands are on the clipboard."))

    def action_next(self) -> None:
        """Go to the next step; with open claims only on asking twice; after the last, to the lessons."""
        if not (may_leave(self._session) or self._skipping):
            self._skipping = True
            self.tell(what_is_open(self._session))
            self.step.show_open()
        elif self.is_last:
            self.post_message(self.Left())
        else:
            self._session.open(self._session.at + 1)

    def action_back(self) -> None:
        """Go to the step before."""
        if self._session.at:
            self._session.open(self._session.at - 1)

    def action_answer(self) -> None:
        """Give the keys to the first question that is not answered."""
        for box in self.query(".question").results(QuestionBox | ChoiceBox):  # type: ignore[arg-type]
            if box.question not in self._session.asking.answered:
                box.enter()
                return

    def action_hint(self) -> None:
        """Show one more hint."""
        self.tell("")
        if self.step.show_hint():
            self._session.note("hinted")
        else:
            self.tell(_("There are no more hints in this step."))

    def action_solution(self) -> None:
        """Show the solution; the journal knows."""
        self.tell("")
        if self.step.show_solution():
            self._session.note("solved")
            self.refresh_bindings()

    @on(QuestionBox.Given)
    def take_answer(self, event: QuestionBox.Given) -> None:
        """Hold an answer against the live host."""
        box = self.step.box(event.question)
        assert isinstance(box, QuestionBox)
        asking = self._session.asking
        if asking.right(event.question) and asking.answer(event.question, event.answer):
            box.show_right(asking.answered[event.question])
            self.enter()
        else:
            box.show_wrong(asking.objection(event.question, event.answer) or self._wrong())

    def _wrong(self) -> str:
        """What to say to a wrong answer; of hints only where there are some."""
        if self._session.step.hints:
            return _("That is not what this host says. Look again (Esc, then h: a hint).")
        return _("That is not what this host says. Look again.")

    @on(ChoiceBox.Given)
    def take_choice(self, event: ChoiceBox.Given) -> None:
        """Hold the choices against the right ones."""
        box = self.step.box(event.question)
        assert isinstance(box, ChoiceBox)
        if self._session.asking.choose(event.question, event.choices):
            box.show_right()
            self.enter()
        else:
            box.show_wrong(event.choices)


def _broken_words(broken: BrokenAgain, sentence: str) -> str:
    by = _(", since: {command}", command=broken.by.command) if broken.by.command else ""
    return _(
        "Step {number} no longer holds: {sentence}{by}", number=broken.index + 1, sentence=sentence, by=by
    )
