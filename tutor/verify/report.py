"""What was tried of a lesson, and what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tutor.lesson.model import Problem
from tutor.lesson.parts import Place


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing that a lesson must stand, and how it did."""

    kind: str
    """What it is: claim, wrong attempt, another way, fault, lesson, lab."""
    what: str
    """Which one: a claim's sentence, an attempt's first line."""
    place: Place
    fault: str = ""
    """What is wrong with it; empty where nothing is."""
    seconds: float = 0.0
    """That it took, its lab's start with it where it was the first there; 0 where it was no attempt."""


@dataclass(frozen=True, slots=True)
class Report:
    """All that was tried of one lesson."""

    path: Path
    proofs: tuple[Proof, ...] = ()
    missing: str = ""
    """Why it was not run: what it needs and this machine lacks."""
    seconds: float = 0.0

    @property
    def name(self) -> str:
        """The lesson as lists tell of it: ``en/03-veth-pairs``."""
        return f"{self.path.resolve().parent.name}/{self.path.stem}"

    @property
    def right(self) -> bool:
        """Whether nothing is wrong with it; one that was not run has nothing wrong either."""
        return not any(proof.fault for proof in self.proofs)

    @property
    def problems(self) -> Iterator[Problem]:
        """What is wrong, each with its place."""
        for proof in self.proofs:
            if proof.fault:
                yield Problem(self.path, proof.place, f"{proof.kind} «{proof.what}»: {proof.fault}")
