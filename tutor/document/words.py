"""What a document says of each moment, in the learner's language; alike on every kind of page."""

from datetime import UTC, datetime

from tutor.document.story import Moment, Part, Visit
from tutor.language import _, _n, mark


def title(name: str) -> str:
    """What the document is called, and whose it is."""
    return _("Journal of {name}", name=name) if name else _("Journal")


def day(at: float) -> str:
    """A moment as date and time, where this machine is."""
    return f"{datetime.fromtimestamp(at, tz=UTC).astimezone():%Y-%m-%d %H:%M}"


def hour(at: float) -> str:
    """The time of day of a moment."""
    return f"{datetime.fromtimestamp(at, tz=UTC).astimezone():%H:%M:%S}"


def summary(part: Part) -> str:
    """When, for how long, and whether to the end."""
    began = day(part.visits[0].moments[0].at)
    return " · ".join(
        [began, _minutes(part.seconds), _("finished") if part.is_finished else _("not finished")]
    )


def step(visit: Visit) -> str:
    """The headline of a visit."""
    name = _("Step {number}", number=visit.step + 1)
    return f"{name}: {visit.title}" if visit.title else name


def spent(visit: Visit) -> str:
    """How long the visit was, and what came of it."""
    return " · ".join([_minutes(visit.seconds), _("done") if visit.is_done else _("left before it was done")])


def said(moment: Moment) -> str:
    """What happened, where it is not a command and not a map; empty where it need not be said."""
    match moment.kind:
        case "turned":
            return _("now true: {claim}", claim=moment.words) if moment.right else _no_longer(moment)
        case "broken":
            return _("broken again: {claim}", claim=moment.words)
        case "answered":
            verdict = _("right") if moment.right else _("not right")
            return _(
                "{question} Answered: {given} ({verdict})",
                question=moment.words,
                given=moment.given,
                verdict=verdict,
            )
    return _(KINDS[moment.kind]) if moment.kind in KINDS else ""


def sign(moment: Moment) -> str:
    """A sign for good, bad, or neither."""
    if moment.kind == "broken":
        return "✘"
    if moment.kind in ("turned", "answered"):
        return "✔" if moment.right else "✘"
    return "✔" if moment.kind in ("done", "finished") else "·"


def outcome(moment: Moment) -> str:
    """What came of a command, beside what it changed."""
    ended = [] if moment.right else [_("exit status {status}", status=moment.exit)]
    changed = [_("nothing was changed")] if moment.changes == () else []
    return ", ".join(ended + changed)


def _no_longer(moment: Moment) -> str:
    return _("no longer true: {claim} ({found})", claim=moment.words, found=moment.given or "…")


def _minutes(seconds: float) -> str:
    return _n("{number} minute", "{number} minutes", max(1, round(seconds / 60)))


KINDS = {
    "hinted": mark("asked for a hint"),
    "solved": mark("looked at the solution"),
    "done": mark("the step is done"),
    "finished": mark("the lesson is finished"),
    "raised": mark("raised a hand"),
    "lowered": mark("lowered the hand"),
}
