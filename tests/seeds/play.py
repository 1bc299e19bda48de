"""Plays every lesson that has values of the learner's own for many seeds, and proves that each of them works.

Usage: play.py [--seeds N,N-N,…] [--lessons N,N-N,…] [--jobs N] [--language en|zh]

A play is the lesson's own commands and first solutions to the end, each claim red before and green after, in a lab
of its own: that takes hardly longer than to empty one. A line a lesson as it ends, and what failed above it; seed 7
is what ``tutor play LESSON --auto --seed 7`` plays. Exit status 1 when a play failed, or when seeds give values
that are too much alike.
"""

import argparse
import asyncio
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.engines.table import numbers
from tutor.errors import TutorError
from tutor.lab.doctor import cannot_run, missing
from tutor.lesson import catalogue
from tutor.lesson.model import Lesson
from tutor.lesson.parts import Place
from tutor.lesson.reader import load
from tutor.patience import patience
from tutor.session import Session
from tutor.verify.main_run import run
from tutor.verify.report import Proof

LIMIT = patience(300.0)
"""Seconds after which a play counts as stuck."""
ALIKE = 2
"""So many seeds may share a value, on average."""
ENOUGH = 20
"""Different values that are enough for any number of seeds: there are only sixty names."""


@dataclass(slots=True)
class Play:
    """One lesson played with one seed."""

    seed: str
    values: dict[str, str] = field(default_factory=dict)
    """What was chosen for each of the lesson's names."""
    faults: list[str] = field(default_factory=list)
    """What went wrong: step, claim and what was found instead."""

    def __str__(self) -> str:
        told = ", ".join(f"{name} {value}" for name, value in self.values.items())
        return "\n        ".join([f"    seed {self.seed} ({told}):", *self.faults])


def main() -> None:
    """Play lesson after lesson."""
    options = _options()
    paths = [
        path for path in catalogue.lessons(options.language) if catalogue.number(path) in options.lessons
    ]
    seeds = [str(number) for number in sorted(options.seeds)]
    went = [_show(lesson, seeds, options.jobs) for lesson in map(load, paths) if lesson.values]
    sys.exit(0 if all(went) else 1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seeds", type=numbers, default=range(1, 51))
    parser.add_argument("--lessons", type=numbers, default=range(100))
    parser.add_argument("--jobs", type=int, default=2, help="labs at a time")
    parser.add_argument("--language", default="en")
    return parser.parse_args()


def _show(lesson: Lesson, seeds: Sequence[str], jobs: int) -> bool:
    """Play a lesson and print how it went; whether nothing is wrong. One that cannot run here has nothing wrong."""
    if lacks := missing(lesson.needs):
        print(f"{lesson.path.stem}: {cannot_run(lacks).message}", flush=True)
        return True
    plays = asyncio.run(_play_all(lesson, seeds, jobs))
    failed = [play for play in plays if play.faults]
    alike = list(_alike(lesson, plays))
    for told in (*failed, *alike):
        print(told)
    print(
        f"{lesson.path.stem}: {len(plays) - len(failed)} of {len(plays)}, {_differences(lesson, plays)}",
        flush=True,
    )
    return not failed and not alike


async def _play_all(lesson: Lesson, seeds: Sequence[str], jobs: int) -> list[Play]:
    places = asyncio.Semaphore(jobs)

    async def wait_and_play(seed: str) -> Play:
        async with places:
            return await play(lesson, seed)

    return await asyncio.gather(*map(wait_and_play, seeds))


async def play(lesson: Lesson, seed: str) -> Play:
    """Play a lesson in a fresh lab."""
    played = Play(seed)
    try:
        async with asyncio.timeout(LIMIT), Session(lesson, None, seed=seed) as session:
            played.values = {name: session.known[name] for name in lesson.values}
            proofs = (await run(session)).proofs
        played.faults += [_fault(lesson, proof) for proof in proofs if proof.fault]
    except TutorError as error:
        played.faults.append(str(error))
    except TimeoutError:
        played.faults.append(f"it did not end within {LIMIT:.0f} s")
    return played


def _fault(lesson: Lesson, proof: Proof) -> str:
    return f"{_step(lesson, proof.place)}: {proof.what} (line {proof.place.line}): {proof.fault}"


def _step(lesson: Lesson, place: Place) -> str:
    """The step that a place is in, with its number."""
    number, step = [(n, s) for n, s in enumerate(lesson.steps, start=1) if s.place <= place][-1]
    return f"step {number}, {step.title}"


def _alike(lesson: Lesson, plays: Sequence[Play]) -> Iterator[str]:
    for name in lesson.values:
        found = _different(name, plays)
        if found < min(ENOUGH, len(plays) / ALIKE):
            yield f"    {name}: {len(plays)} seeds give only {found} values"


def _differences(lesson: Lesson, plays: Sequence[Play]) -> str:
    return "different values: " + ", ".join(f"{_different(name, plays)} of {name}" for name in lesson.values)


def _different(name: str, plays: Sequence[Play]) -> int:
    return len({play.values.get(name) for play in plays} - {None})


if __name__ == "__main__":
    main()
