"""One step as the learner reads it: text, commands, claims, questions, hints, in the order of the file."""

import time
from collections.abc import Callable, Iterator
from itertools import takewhile
from typing import Any

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Markdown, Static

from tutor.claims import Standing, Verdict
from tutor.language import _, _n
from tutor.lesson.afterword import afterword
from tutor.lesson.parts import Choose, Claims, Commands, Hint, Part, Prose, Question, Role
from tutor.session import Session
from tutor.tui.glyphs import AHEAD, DONE
from tutor.tui.marks import Mark, mark_of
from tutor.tui.widgets.choice_box import ChoiceBox
from tutor.tui.widgets.claim_list import ClaimLine, ClaimList, to_explain
from tutor.tui.widgets.commands_box import CommandsBox
from tutor.tui.widgets.pane import Pane
from tutor.tui.widgets.question_box import QuestionBox

LATE = 5.0
"""Seconds after a step was opened in which the host may still change by what was done before."""


class Text(Markdown):
    """Prose whose names are replaced by the learner's values as they become known."""

    DEFAULT_CSS = """
    Text { margin: 0; padding: 0 1; }
    """

    def __init__(self, source: str, fill: Callable[[str], str]) -> None:
        self._source, self._fill = source, fill
        self._filled = fill(source)
        super().__init__(self._filled, open_links=False)

    async def refill(self) -> None:
        """Draw again where a value has become known."""
        filled = self._fill(self._source)
        if filled != self._filled:
            self._filled = filled
            await self.update(filled)


class HintText(Text):
    """A hint, shown when asked for."""

    DEFAULT_CSS = """
    HintText { margin: 0 1 1 2; border-left: thick $warning; display: none; }
    HintText MarkdownBlock:last-child { margin: 0; }
    """


class Afterword(Text):
    """Text that names the cause of a fault, shown when the step is done."""

    DEFAULT_CSS = """
    Afterword { display: none; }
    """


class StepView(Pane):
    """The open step. It shows what the session knows, and knows nothing itself but what was asked for."""

    DEFAULT_CSS = """
    StepView { padding: 0 1; scrollbar-gutter: stable; }
    StepView > #title { text-style: bold; color: $text-accent; padding: 1 1; }
    StepView > #finished { margin: 1 1 0 1; padding: 0 2; border: round $success; height: auto; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(classes="step")
        self._session = session
        self._opened = time.monotonic()
        self._ran: list[Commands] = []
        self._failed: list[Commands] = []
        self.was_tried = False
        """Whether something was tried since the step was opened: then it helps to say what is missing."""

    def compose(self) -> ComposeResult:
        """The parts of the step; before the first step, the lesson's introduction."""
        if self._session.at == 0:
            yield from filter(None, map(self._widget, self._session.lesson.introduction))
        yield Static(self._session.step.title, id="title", markup=False)
        yield from filter(None, map(self._widget, self._session.step.parts))

    def on_mount(self) -> None:
        """Fill in what is known already."""
        self.refresh_marks()

    def on_show(self) -> None:
        """On coming back from the shell of a narrow screen, see the lesson's end, or what is to be run next."""
        if self.query("#finished"):
            self.anchor()
        else:
            self.call_after_refresh(self._show_next)

    def next_commands(self) -> Commands | None:
        """The commands that Enter runs next."""
        return next((box.commands for box in self._boxes() if box.commands not in self._ran), None)

    @property
    def passes_task(self) -> bool:
        """Whether the next commands stand behind a task that nothing was done of yet, as far as one can tell."""
        before = list(
            takewhile(lambda box: box.commands is not self.next_commands(), self.query(CommandsBox))
        )
        has_begun = any(
            not claim.already and self._session.holds(claim) for claim in self._session.step.claims
        )
        return not has_begun and any(not box.display for box in before)

    def last_commands(self) -> Commands | None:
        """The commands that were run last."""
        boxes = self._boxes()
        return boxes[-1].commands if boxes else None

    @property
    def has_solution(self) -> bool:
        """Whether there is a solution that is not shown yet."""
        return any(not box.display for box in self.query(CommandsBox))

    @property
    def explained(self) -> Verdict | None:
        """The verdict that is explained: of the claims that do not hold, the one nearest to the cause."""
        claim = to_explain(self._session.told) if self.was_tried else None
        return self._session.verdicts.get(claim) if claim else None

    def mark_run(self) -> None:
        """The next commands were typed into the shell."""
        self._ran += filter(None, [self.next_commands()])
        self._failed.clear()
        self.was_tried = True
        self.refresh_marks()
        self.call_after_refresh(self._show_next)

    def _show_next(self) -> None:
        """Bring what Enter would run next into sight: nobody should run what they have not read."""
        following = self.next_commands() if self._ran else None
        for box in self._boxes():
            if box.commands is following:
                box.scroll_visible()

    def show_open(self) -> None:
        """Bring the first claim or question into sight that is open."""
        lines = (line for line in self.query(ClaimLine) if line.display and not line.holds)
        answered = self._session.asking.answered
        boxes = (box for box in self.query(".question") if getattr(box, "question", None) not in answered)
        for found in (*lines, *boxes)[:1]:
            found.scroll_visible()

    def mark_failed(self, command: str) -> None:
        """A command has failed: if it is of the last block, and something is open still, that may be run again."""
        last = self.last_commands()
        if last is None or last not in self._ran[-1:] or self._session.proved:
            return
        if command in self._session.fill(last.text).splitlines():
            self._failed = [self._ran.pop()]
            self.refresh_marks()

    def mark_tried(self) -> None:
        """The learner has run more than a look at the host."""
        self.was_tried = True

    def mark_changed(self) -> None:
        """The host has changed: soon after the step was opened, by what was done before."""
        self.was_tried |= time.monotonic() - self._opened > LATE

    def show_hint(self) -> bool:
        """Show one more hint; False when there is none left."""
        hidden = [hint for hint in self.query(HintText) if not hint.display]
        for hint in hidden[:1]:
            hint.display = True
            self.call_after_refresh(hint.scroll_visible)
        return bool(hidden)

    def show_solution(self) -> bool:
        """Show the solution; False when there is none, or when it is shown already."""
        hidden = [box for box in self.query(CommandsBox) if not box.display]
        for box in hidden:
            box.display = True
            self.call_after_refresh(box.scroll_visible)
        self.refresh_marks()
        return bool(hidden)

    def _show_afterword(self) -> None:
        if self._session.was_done(self._session.at):
            for text in self.query(Afterword):
                text.display = True

    async def show_finished(self, minutes: int) -> None:
        """Celebrate the end of the lesson, with what was learned in it and for how long."""
        lesson = self._session.lesson
        done = [self._session.was_done(index) for index in range(len(lesson.steps))]
        steps = [
            Content.assemble((f"\n{DONE if was else AHEAD} ", "$text-success"), step.title)
            for step, was in zip(lesson.steps, done, strict=True)
        ]
        words = Content.assemble(
            (f"{mark_of(Standing.HOLDS)} {lesson.title}", "bold $text-success"),
            f"\n{lesson.summary}\n",
            *steps,
            "\n\n",
            _n("Done in {number} minute.", "Done in {number} minutes.", minutes),
        )
        finished = Static(words, id="finished")
        await self.mount(finished)
        self.anchor()

    async def refresh_text(self) -> None:
        """Put values that have become known into the text."""
        for text in self.query(Text):
            await text.refill()
        for question in (*self.query(QuestionBox), *self.query(ChoiceBox)):
            question.refill()

    def refresh_marks(self) -> None:
        """Show how the claims stand now, and what Enter would run."""
        told = self._session.told
        if self._session.proved:  # so what seemed to have failed need not be run again
            self._ran += self._failed
            self._failed.clear()
        explained = to_explain(told) if self.was_tried else None
        for claims in self.query(ClaimList):
            claims.show(told, explained)
        self._show_afterword()
        following = self.next_commands()
        for box in self.query(CommandsBox):
            box.show(self._session.fill(box.commands.text), is_next=box.commands is following)

    def marks(self) -> list[Mark]:
        """The marks of all claims and questions, as they stand on the page, for the bar."""
        return [mark_of(standing) for part in self._session.step.parts for standing in self._standings(part)]

    def _standings(self, part: Part) -> Iterator[Standing | None]:
        if isinstance(part, Claims):
            told = map(self._session.told.get, part.claims)
            yield from (verdict.standing if verdict else None for verdict in told)
        if isinstance(part, Question | Choose):
            yield Standing.HOLDS if part in self._session.asking.answered else None

    def box(self, question: Question | Choose) -> QuestionBox | ChoiceBox:
        """The box of a question."""
        boxes: list[QuestionBox | ChoiceBox] = [*self.query(QuestionBox), *self.query(ChoiceBox)]
        return next(box for box in boxes if box.question is question)

    def _boxes(self) -> list[CommandsBox]:
        """The blocks that are seen and may be run: of the solutions only the first."""
        played = self._session.step.played
        return [box for box in self.query(CommandsBox) if box.display and box.commands in played]

    def _widget(self, part: Part) -> Widget | None:
        if isinstance(part, Prose) and part in afterword(self._session.step):
            return Afterword(part.markdown, self._session.tell)
        make = _WIDGETS.get(type(part))
        return make(part, self._session) if make else None


def _commands(part: Any, _session: Session) -> Widget | None:
    if part.role not in (Role.RUN, Role.SOLUTION):
        return None
    box = CommandsBox(part)
    box.display = part.role is Role.RUN
    return box


_WIDGETS: dict[type[Part], Callable[[Any, Session], Widget | None]] = {
    Prose: lambda part, session: Text(part.markdown, session.tell),
    Hint: lambda part, session: HintText(f"**{_('Hint')}** · {part.markdown}", session.tell),
    Claims: lambda part, session: ClaimList(part.claims, session.tell),
    Question: lambda part, session: QuestionBox(part, session.tell, session.asking.answered),
    Choose: lambda part, session: ChoiceBox(
        part, session.tell, session.asking.order(part), session.asking.answered
    ),
    Commands: _commands,
}
