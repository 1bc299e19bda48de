"""``tutor verify``: the proof that lessons work, and that wrong attempts do not."""

import asyncio
import json as jsons
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from tutor.cli.options import EngineDir, Json, Lessons, Seed, Where, use_lessons
from tutor.errors import TutorError
from tutor.language import _
from tutor.lesson import catalogue
from tutor.lesson.model import Lesson
from tutor.session import Session
from tutor.verify import Course, Report
from tutor.verify.junit import to_junit

MEMORY = 250
"""Megabytes that a lab may take, with its observers and containers."""


def verify(
    *names: str,
    language: Annotated[str, Parameter(help="Language of the lessons: en or zh.")] = "en",
    engine_dir: EngineDir = None,
    junit: Annotated[Path | None, Parameter(help="Also write a report in JUnit's XML to this file.")] = None,
    json: Json = False,
    jobs: Annotated[
        int, Parameter(help="Labs at a time; without it, five for each processor where memory allows.")
    ] = 0,
    lessons: Lessons = None,
    seed: Seed = "",
    where: Annotated[Where, Parameter(help="Fresh labs; this machine itself would not survive it.")] = "lab",
) -> None:
    """Prove lessons in fresh labs (all of the course without arguments).

    Every claim that should turn must be red before its step and green after its commands; every
    wrong attempt must leave one red, and every other solution none. Faults must break something,
    questions take no wrong answer, and nothing may be left behind.
    Exit status 0 only if all that was run is right.

    Parameters
    ----------
    names
        Numbers, names or files of lessons.
    """
    if where == "host":
        raise TutorError(
            _(
                "lessons are proved in fresh labs only: their wrong attempts and faults would be made on this machine"
            ),
            _("the right way of one lesson is played here by: tutor play LESSON --auto --where host"),
        )
    use_lessons(lessons)
    paths = [catalogue.find(name, language) for name in names] or catalogue.wanted_lessons(language)
    make = partial(_session, engine_dir=engine_dir, seed=seed)
    began = time.monotonic()
    if junit:
        _write_junit([], junit)  # not to learn only at the end that this cannot be
    reports = asyncio.run(_verify(paths, make, jobs if jobs > 0 else _most(), json=json))
    if junit:
        _write_junit(reports, junit)
    if not json:
        print(_sum(reports, time.monotonic() - began))
    sys.exit(0 if all(report.right for report in reports) else 1)


def _most() -> int:
    """Labs at a time: they wait more than they work."""
    known = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
    room = int(known["MemAvailable"].split()[0]) // 1024 // MEMORY
    return max(1, min(5 * (os.cpu_count() or 1), room))


def _session(lesson: Lesson, *, engine_dir: Path | None, seed: str) -> Session:
    return Session(lesson, None, engine_dir, seed=seed)


async def _verify(paths: list[Path], make: "partial[Session]", jobs: int, *, json: bool) -> list[Report]:
    reports = []
    async for report in Course(make, jobs=jobs).reports(paths):
        reports.append(report)
        print(_as_json(report) if json else _as_text(report), flush=True)
    return reports


def _as_text(report: Report) -> str:
    problems = "".join(f"\n{problem}" for problem in report.problems)
    return f"{_standing(report):<8} {report.name:<32} {_told(report)}{problems}"


def _standing(report: Report) -> str:
    return "not run" if report.missing else "right" if report.right else "WRONG"


def _told(report: Report) -> str:
    if report.missing:
        return report.missing
    kinds = Counter(proof.kind for proof in report.proofs)
    counts = [(kinds["claim"], "that turn"), (kinds["what holds already"], "that hold already")]
    attempts = sum(kinds[kind] for kind in ("wrong attempt", "another way", "fault"))
    told = [f"{number} {words}" for number, words in (*counts, (attempts, "attempts")) if number]
    return ", ".join([*told, f"{report.seconds:.1f} s"])


def _as_json(report: Report) -> str:
    proofs = [asdict(proof) | {"right": not proof.fault} for proof in report.proofs]
    told = {"lesson": report.name, "path": str(report.path), "right": report.right}
    more = {"missing": report.missing, "seconds": round(report.seconds, 3), "proofs": proofs}
    return jsons.dumps(told | more, ensure_ascii=False)


def _sum(reports: Iterable[Report], seconds: float) -> str:
    standings = Counter(map(_standing, reports))
    counts = [
        f"{standings[name]} {name.lower()}" for name in ("right", "WRONG", "not run") if standings[name]
    ]
    number = standings.total()
    return f"{number} {'lesson' if number == 1 else 'lessons'}: {', '.join(counts)}; {seconds:.0f} s"


def _write_junit(reports: Iterable[Report], path: Path) -> None:
    try:
        to_junit(reports).write(path, encoding="utf-8", xml_declaration=True)
    except OSError as error:
        raise TutorError(
            f"the report cannot be written: {error.strerror} ({path})",
            "free some room or mend the permissions there, or name another place",
        ) from error
