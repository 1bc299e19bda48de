"""From rows that came and went to the lines of an account."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tutor.changes import links
from tutor.changes.subjects import identity, rank, subject_of
from tutor.language import _
from tutor.state import Change, Row


class Sign(StrEnum):
    """What became of a thing; what has passed came and went."""

    CAME = "+"
    WENT = "-"
    TURNED = "~"
    PASSED = "±"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that came, went, or turned into something else."""

    sign: Sign
    subject: str
    """What kind of thing it is, in a word or two: container, veth pair, nat."""
    words: str
    rows: frozenset[Row]
    """The rows that say so."""


@dataclass(frozen=True, slots=True)
class Account:
    """A change as it is told."""

    lines: tuple[Line, ...]
    passing: tuple[Line, ...]
    """What comes and goes by itself, or says again what a line above has said."""


def describe(change: Change) -> Account:
    """Tell of a change in the order of cause and effect."""
    told: set[Row] = set()
    net = Change(gained=change.gained - change.lost, lost=change.lost - change.gained)
    lines = [
        *_pairs(net.gained, Sign.CAME, told),
        *_pairs(net.lost, Sign.WENT, told),
        *_turned(net, told),
        *_single(net.gained - told, Sign.CAME),
        *_single(net.lost - told, Sign.WENT),
        *_single(_passed(change, net), Sign.PASSED),
    ]
    lines.sort(key=lambda line: (min(map(rank, line.rows)), line.sign, line.words))
    passing = [line for line in lines if _is_passing(line)]
    return Account(tuple(line for line in lines if line not in passing), tuple(passing))


def _pairs(rows: frozenset[Row], sign: Sign, told: set[Row]) -> Iterator[Line]:
    """Cables, each told once with both of its ends and their addresses."""
    for cable in links.cables(rows):
        told |= cable.rows
        yield Line(sign, _(links.SUBJECT), cable.words, cable.rows)


def _turned(change: Change, told: set[Row]) -> Iterator[Line]:
    """Things that are still there, but not as they were."""
    were = {identity(row): row for row in change.lost - told}
    for row in change.gained - told:
        if before := were.get(identity(row)):
            told |= {row, before}
            subject = subject_of(row.fact())
            yield Line(Sign.TURNED, _(subject.name), subject.turned(before, row), frozenset((before, row)))


def _passed(change: Change, net: Change) -> frozenset[Row]:
    """What came and went, and is no stage of something that is told of."""
    known = {identity(row) for row in net.gained | net.lost}
    return frozenset(row for row in change.gained & change.lost if identity(row) not in known)


def _single(rows: frozenset[Row], sign: Sign) -> Iterator[Line]:
    for row in rows:
        subject = subject_of(row.fact())
        yield Line(sign, _(subject.name), subject.words(row), frozenset((row,)))


def _is_passing(line: Line) -> bool:
    subjects = {row: subject_of(row.fact()) for row in line.rows}
    if line.sign is Sign.TURNED and any(subject.turns for subject in subjects.values()):
        return False
    return all(subject.is_passing(row) for row, subject in subjects.items())
