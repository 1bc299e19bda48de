"""What the journal's entries say, lesson by lesson and visit by visit. Nothing in a journal is trusted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tutor.document.clean import clean, clean_block
from tutor.journal import Entry
from tutor.lesson.model import Lesson

PAUSE = 600.0
"""Seconds without an entry after which the learner was away: no longer is counted as time at work."""
TOLD = frozenset("opened ran turned broken answered hinted solved map done finished raised lowered".split())
LATEST = 253402300799.0
"""The end of the year 9999: no clock says more."""
_SIGNS = frozenset("+-~±")


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened, with every text in it clean."""

    at: float
    kind: str
    words: str = ""
    """The command, the claim, the question or the map as text."""
    given: str = ""
    """What was answered, or by which command a claim was broken."""
    right: bool = False
    """Whether the answer was right, the claim holds, the command ended well."""
    exit: int = 0
    node: str = ""
    changes: tuple[tuple[str, str, str], ...] | None = ()
    """What a command changed: sign, kind of thing, words; None where nobody could tell any more."""
    picture: str = ""
    """A map as SVG: to be shown only where no script in it could run."""


@dataclass(slots=True)
class Visit:
    """A step, from when it was opened until another was."""

    step: int
    title: str
    moments: list[Moment] = field(default_factory=list)
    seconds: float = 0.0
    """Time at work."""

    @property
    def is_done(self) -> bool:
        """Whether the step was done in this visit."""
        return any(moment.kind == "done" for moment in self.moments)


@dataclass(slots=True)
class Part:
    """What was done in one lesson, as often as it was opened."""

    lesson: str
    title: str
    visits: list[Visit] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """Time at work in it."""
        return sum(visit.seconds for visit in self.visits)

    @property
    def is_finished(self) -> bool:
        """Whether its last step was done."""
        return any(moment.kind == "finished" for visit in self.visits for moment in visit.moments)


@dataclass(slots=True)
class Story:
    """The whole document."""

    name: str
    """The learner's, as they give it."""
    parts: list[Part] = field(default_factory=list)


def tell_story(entries: Iterable[Entry], lessons: Mapping[str, Lesson], name: str = "") -> Story:
    """Make a document of entries; titles are those of the lessons that are known."""
    story = Story(clean(name))
    parts: dict[str, Part] = {}
    before: Entry | None = None
    for entry in entries:
        if entry.kind not in TOLD or not 0 <= entry.at <= LATEST:
            continue
        lesson = lessons.get(entry.lesson)
        if entry.lesson not in parts:
            parts[entry.lesson] = Part(clean(entry.lesson), lesson.title if lesson else clean(entry.lesson))
        _take(parts[entry.lesson], entry, before, lesson)
        before = entry
    for visit in (visit for part in parts.values() for visit in part.visits):
        visit.moments.sort(key=lambda moment: moment.at)  # a command is kept when it is known what it did
    story.parts = list(parts.values())
    return story


def _take(part: Part, entry: Entry, before: Entry | None, lesson: Lesson | None) -> None:
    """Put an entry into its visit; the time since the one before it was spent there, too."""
    opens = entry.kind == "opened" or not part.visits
    same = before is not None and before.lesson == entry.lesson
    if same and part.visits and before:
        part.visits[-1].seconds += min(max(entry.at - before.at, 0.0), PAUSE)
    if opens:
        part.visits.append(Visit(entry.step, _title(lesson, entry.step)))
    visit = next((visit for visit in reversed(part.visits) if visit.step == entry.step), part.visits[-1])
    visit.moments.append(_moment(entry.at, entry.kind, entry.data))


def _title(lesson: Lesson | None, step: int) -> str:
    return lesson.steps[step].title if lesson and 0 <= step < len(lesson.steps) else ""


def _moment(at: float, kind: str, data: Mapping[str, Any]) -> Moment:
    match kind:
        case "ran":
            status = data.get("exit")
            number = status if isinstance(status, int) else -1
            return Moment(
                at,
                kind,
                clean_block(data.get("command")),
                right=number == 0,
                exit=number,
                node=clean(data.get("node")),
                changes=_changes(data.get("changes")),
            )
        case "turned":
            given = clean(data.get("found"))
            return Moment(at, kind, clean(data.get("claim")), given, right=data.get("holds") is True)
        case "broken":
            return Moment(at, kind, clean(data.get("claim")), clean(data.get("command")))
        case "answered":
            return Moment(
                at,
                kind,
                clean(data.get("question")),
                _given(data.get("given")),
                right=data.get("right") is True,
            )
        case "map":
            return Moment(at, kind, clean_block(data.get("text")), picture=clean_block(data.get("svg")))
    return Moment(at, kind)


def _given(given: object) -> str:
    """An answer as it was typed; of a multiple-choice question what was chosen."""
    if isinstance(given, list):
        return "; ".join(clean(text) for text in given if isinstance(text, str))
    return clean(given)


def _changes(told: object) -> tuple[tuple[str, str, str], ...] | None:
    if not isinstance(told, list):
        return None
    return tuple(
        (str(line[0]), clean(line[1]), clean(line[2]))
        for line in told
        if isinstance(line, list) and len(line) == 3 and str(line[0]) in _SIGNS  # noqa: PLR2004 - sign, kind, words
    )
