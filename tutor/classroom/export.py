"""The class as a table for other programs."""

import csv
import io
import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from tutor.classroom.record import Record
from tutor.classroom.roster import Roster
from tutor.errors import ClassError
from tutor.language import _

COLUMNS = "name lesson step steps done minutes_in_step wrong tries hints solved hand online stuck finished events id".split()
_FORMULA = ("=", "+", "-", "@", "\t")


def rows(roster: Roster, now: float) -> list[dict[str, object]]:
    """A row for each learner, in the board's order."""
    return [
        {
            "name": one.state.name,
            "lesson": one.state.lesson,
            "step": one.state.step + 1,
            "steps": one.state.steps,
            "done": one.state.done,
            "minutes_in_step": round(max(now - one.state.since, 0) / 60, 1) if one.state.since else 0,
            "wrong": one.state.wrong,
            "tries": one.state.tries,
            "hints": one.state.hints,
            "solved": one.state.solved,
            "hand": one.state.hand,
            "online": one.online,
            "stuck": one.stuck(now),
            "finished": one.state.finished,
            "events": one.kept,
            "id": one.id,
        }
        for one in roster.in_order(now)
    ]


def to_csv(roster: Roster, now: float) -> str:
    """The rows as CSV; no cell is one that a spreadsheet would calculate."""
    paper = io.StringIO()
    writer = csv.DictWriter(paper, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows(roster, now):
        writer.writerow({name: _harmless(value) for name, value in row.items()})
    return paper.getvalue()


def to_json(roster: Roster, record: Record, now: float) -> str:
    """The rows, and every event of the record."""
    events: dict[str, list[dict[str, object]]] = {}
    for learner, event in record.events():
        events.setdefault(learner, []).append(asdict(event))
    told = {"at": f"{datetime.fromtimestamp(now, tz=UTC):%Y-%m-%dT%H:%M:%SZ}", "learners": rows(roster, now)}
    return json.dumps(told | {"events": events}, ensure_ascii=False, indent=1) + "\n"


def to_zip(stem: str, roster: Roster, record: Record, now: float) -> bytes:
    """Both tables in one file: of two downloads at once a browser refuses the second."""
    paper = io.BytesIO()
    with ZipFile(paper, "w", ZIP_DEFLATED) as archive:
        archive.writestr(f"{stem}.csv", to_csv(roster, now))
        archive.writestr(f"{stem}.json", to_json(roster, record, now))
    return paper.getvalue()


def write(path: Path, text: str) -> None:
    """Write a table; raises ClassError."""
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise ClassError(
            _("the table cannot be written: {reason} ({path})", reason=error.strerror, path=path),
            _("free some room or mend the permissions there, or name another place"),
        ) from error


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
