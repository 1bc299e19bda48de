"""A lesson as data: what a Markdown file says, with the place of every word that can be wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from tutor.lesson.parts import (
    OUTSIDE,
    Choose,
    Claim,
    Claims,
    Commands,
    Hint,
    Part,
    Pattern,
    Place,
    Question,
    Role,
    Trace,
    Watch,
)

VALUE_KINDS = {"subnet": ("gateway", "address", "second", "last", "range"), "port": (), "name": ()}
"""Kinds of values that differ from learner to learner, each with the parts that lessons may ask for."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a lesson file, said so that its author can mend it."""

    path: Path
    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.place.line}:{self.place.column}: {self.message}"


@dataclass(frozen=True, slots=True)
class Step:
    """One idea: text, commands, claims and questions in the order of the file."""

    title: str
    parts: tuple[Part, ...]
    place: Place

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Every claim of the step, in order."""
        return tuple(c for part in self.parts if isinstance(part, Claims) for c in part.claims)

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question of the step, in order."""
        return tuple(part for part in self.parts if isinstance(part, Question))

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """Every pattern of the step's claims and questions."""
        of_claims = tuple(pattern for claim in self.claims for pattern in claim.patterns)
        return of_claims + tuple(pattern for question in self.questions for pattern in question.patterns)

    @property
    def facts(self) -> set[str]:
        """The kinds of facts that its claims and questions ask for."""
        return {pattern.fact for pattern in self.patterns}

    @property
    def choices(self) -> tuple[Choose, ...]:
        """Every multiple-choice question of the step, in order."""
        return tuple(part for part in self.parts if isinstance(part, Choose))

    @property
    def hints(self) -> tuple[Hint, ...]:
        """Every hint of the step, in order."""
        return tuple(part for part in self.parts if isinstance(part, Hint))

    @property
    def watched(self) -> tuple[str, ...]:
        """Fact kinds to be looked at, the first one first."""
        return tuple(kind for part in self.parts if isinstance(part, Watch) for kind in part.kinds)

    @property
    def flows(self) -> tuple[str, ...]:
        """Packets to be followed, the first one first."""
        return tuple(flow for part in self.parts if isinstance(part, Trace) for flow, _ in part.flows)

    def commands(self, *roles: Role) -> Iterator[Commands]:
        """The command blocks with one of these roles, in order."""
        return (part for part in self.parts if isinstance(part, Commands) and part.role in roles)

    @property
    def lead(self) -> tuple[Commands, ...]:
        """What is played before the step's solution; all of it where there is none."""
        return tuple(takewhile(lambda block: block.role is not Role.SOLUTION, self.played))

    @property
    def ways(self) -> tuple[tuple[Commands, ...], ...]:
        """The solutions, each a way of its own.

        Blocks for several nodes are one way; another block for a node that has one begins the next.
        """
        ways: list[list[Commands]] = []
        for block in self.commands(Role.SOLUTION):
            if not ways or block.node in {other.node for other in ways[-1]}:
                ways.append([])
            ways[-1].append(block)
        return tuple(map(tuple, ways))

    @property
    def played(self) -> tuple[Commands, ...]:
        """What is played where nobody types: the commands to run, and the first solution."""
        others = {block for way in self.ways[1:] for block in way}
        return tuple(block for block in self.commands(Role.RUN, Role.SOLUTION) if block not in others)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A whole lesson, as its file says it."""

    slug: str
    """The id: the file's name without number and ending."""
    path: Path
    language: str
    title: str
    summary: str
    minutes: int
    introduction: tuple[Part, ...]
    steps: tuple[Step, ...]
    nodes: int = 1
    needs: tuple[str, ...] = ()
    """Features of the machine without which the lesson cannot run."""
    after: tuple[str, ...] = ()
    """Slugs of the lessons to do first."""
    values: Mapping[str, str] = field(default_factory=dict)
    """Names that differ from learner to learner, and their kinds."""
    pack: str = ""
    """Name of the pack that it belongs to; empty for the tutor's own, and for a single file."""

    @property
    def key(self) -> str:
        """What the journal knows it by: lessons of two courses may have the same slug."""
        return f"{self.pack}/{self.slug}" if self.pack else self.slug

    @property
    def has_outside(self) -> bool:
        """Whether any step needs a neighbour on the wire that is no Docker host."""
        return any(map(_has_outside, self.steps))


def _has_outside(step: Step) -> bool:
    values = {term.value for pattern in step.patterns for term in pattern.terms if term.operator == "="}
    flows = {word.partition("=")[2].partition(":")[0] for flow in step.flows for word in flow.split()}
    return OUTSIDE in values | flows or any(part.node == OUTSIDE for part in step.commands(*Role))
