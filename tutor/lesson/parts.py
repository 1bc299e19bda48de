"""What a step of a lesson is made of: text, commands, claims, questions, each with its place in the file."""

import dataclasses
from dataclasses import dataclass
from enum import StrEnum

FIRST, OUTSIDE = "alpha", "outside"
"""The node where commands run that name none; and the neighbour on the wire that is no Docker host."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A spot in a lesson file; line and column count from 1."""

    line: int
    column: int = 1


class Role(StrEnum):
    """What a command block is for: the last word of its fence."""

    RUN = "run"
    SOLUTION = "solution"
    WRONG = "wrong"
    BREAK = "break"


class Quantifier(StrEnum):
    """How many rows a pattern asks for."""

    SOME = "some"
    NO = "no"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Term:
    """One condition on a field: ``master=docker0``, ``mtu>=1400``, ``name=$port``."""

    field: str
    operator: str
    value: str
    place: Place
    variable: str | None = dataclasses.field(init=False, compare=False, repr=False)
    """The variable's name, without its dollar sign, where the value is one."""

    def __post_init__(self) -> None:
        """Find the variable once: it is asked for at every row."""
        object.__setattr__(self, "variable", self.value[1:] if self.value.startswith("$") else None)

    def __str__(self) -> str:
        value = f'"{self.value}"' if not self.value or any(c in self.value for c in ' "') else self.value
        return f"{self.field}{self.operator}{value}"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A question about rows of one kind: some (the rule), none, or so many must match."""

    fact: str
    terms: tuple[Term, ...]
    place: Place
    quantifier: Quantifier = Quantifier.SOME
    comparison: str = ""
    """With COUNT: one of = != < <= > >=."""
    number: int = 0
    """With COUNT: what the number of rows is compared with."""

    def __str__(self) -> str:
        words = [self.fact, *map(str, self.terms)]
        if self.quantifier is Quantifier.NO:
            words.insert(0, "no")
        if self.quantifier is Quantifier.COUNT:
            words.insert(0, f"count{self.comparison}{self.number}")
        return " ".join(words)


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence about the host and the patterns that prove it."""

    sentence: str
    patterns: tuple[Pattern, ...]
    place: Place
    already: bool = False
    """True where it holds when the step opens; every other claim must turn in its step."""
    kept: bool = False
    """True where it would give away the cause: it is told of only when the step's other claims hold."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question whose right answer is what ``$answer`` is bound to on the live host."""

    sentence: str
    patterns: tuple[Pattern, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a multiple-choice question."""

    text: str
    right: bool
    reason: str
    """Why it is right or wrong, told to whoever has chosen it; may be empty."""
    place: Place


@dataclass(frozen=True, slots=True)
class Choose:
    """A multiple-choice question; whoever chooses all right answers and no other is right."""

    sentence: str
    choices: tuple[Choice, ...]
    place: Place

    @property
    def right(self) -> frozenset[int]:
        """Numbers of the right choices, from 0."""
        return frozenset(number for number, choice in enumerate(self.choices) if choice.right)


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown to read."""

    markdown: str
    place: Place


@dataclass(frozen=True, slots=True)
class Hint:
    """Help that is shown only when asked for, one at a time."""

    markdown: str
    place: Place


@dataclass(frozen=True, slots=True)
class Commands:
    """Shell commands with a role; ``node`` names where they run."""

    role: Role
    text: str
    place: Place
    node: str = FIRST


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of one fence, kept together where the text has them."""

    claims: tuple[Claim, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Watch:
    """Which facts are to be looked at in this step."""

    kinds: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Trace:
    """Packets that are worth following in this step."""

    flows: tuple[tuple[str, Place], ...]
    """Each as a line of the file, which may have names in it."""
    place: Place


Part = Prose | Hint | Commands | Claims | Question | Choose | Watch | Trace
