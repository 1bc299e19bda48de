"""The questions of a lesson: what the live host says to them, and which of them the learner has answered."""

import random
from collections.abc import Callable, Iterable

from tutor.claims import accept, answers, asked_fields, lacking
from tutor.language import _
from tutor.lesson.model import Step
from tutor.lesson.parts import Choose, Question
from tutor.session.events import Answered, Chosen
from tutor.session.judging import Judging
from tutor.state import State


class Asking:
    """Takes answers, and knows which questions have had a right one."""

    def __init__(
        self,
        judging: Judging,
        state: Callable[[], State],
        seed: Callable[[], str],
        told: Callable[[Answered | Chosen, str | list[str]], None],
    ) -> None:
        """``told`` hears of each answer, and what exactly was given, in words."""
        self.answered: dict[Question | Choose, str] = {}
        """The questions that have had a right answer, each with it; empty where none was typed."""
        self._broken: dict[Question, frozenset[str]] = {}
        """What was right when the tutor had broken something: whoever mends first and answers then has seen that, too."""
        self._judging, self._state, self._seed, self._told = judging, state, seed, told

    def all_answered(self, step: Step) -> bool:
        """Whether no question of this step is open."""
        return self.answered.keys() >= {*step.questions, *step.choices}

    def pass_over(self, step: Step) -> None:
        """Count the questions of a step as answered: they were, by the learner, in another lab."""
        self.answered |= {question: min(self.right(question), default="") for question in step.questions}
        self.answered |= dict.fromkeys(step.choices, "")

    def right(self, question: Question) -> frozenset[str]:
        """What the live host says the answer is, or said when the step was broken; empty when it cannot tell yet."""
        return self._right(question) | self._broken.get(question, frozenset())

    def forget(self) -> None:
        """The lab is empty again: what was right in it need not be right in the next."""
        self.answered.clear()
        self._broken = {}

    def remember(self, step: Step) -> None:
        """A step has been broken: what is right now stays right when it is mended."""
        self._broken = {question: self._right(question) for question in step.questions}

    def answer(self, question: Question, given: str) -> bool:
        """Take an answer; whether it is right."""
        right = self.right(question)
        is_right = accept(given, right, asked_fields(question.patterns))
        words = next(iter(right)) if len(right) == 1 else given.strip()
        return self._take(Answered(question, given, is_right), given, words)

    def objection(self, question: Question, given: str) -> str:
        """Why an answer is not right, where more can be said of it than that: what it lacks, or the host does."""
        right = self.right(question)
        if not right:
            return _("The host cannot tell yet: what the question is about is not there.")
        return lacking(given, right, asked_fields(question.patterns))

    def choose(self, question: Choose, given: Iterable[int]) -> bool:
        """Take the numbers of what was chosen, from 0; whether they are all the right ones, and no other."""
        numbers = frozenset(given)
        texts = [choice.text for number, choice in enumerate(question.choices) if number in numbers]
        return self._take(Chosen(question, numbers, numbers == question.right), texts)

    def order(self, question: Choose) -> list[int]:
        """The numbers of the choices as the learner sees them: of one seed always the same, of another another."""
        numbers = list(range(len(question.choices)))
        random.Random(f"{self._seed()}/{question.sentence}").shuffle(numbers)  # noqa: S311 - not a secret
        return numbers

    def _right(self, question: Question) -> frozenset[str]:
        return answers(self._judging.filled(question.patterns), self._state())

    def _take(self, event: Answered | Chosen, given: str | list[str], words: str = "") -> bool:
        if event.right:
            self.answered[event.question] = words
        self._told(event, given)
        return event.right
