"""What this machine can do, found by trying as the user who asks; and what a lesson needs that it cannot.

Nothing is started on the machine, nothing is loaded into its kernel, nothing is left behind.
"""

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tutor.errors import CannotRunError
from tutor.lab import engine, kernel, machine, needs
from tutor.lab.features import BY_NAME, FEATURES
from tutor.lab.finding import Finding
from tutor.language import _, mark

_ENGINE = "engine"
ANOTHER_ENGINE = mark(
    "name a folder with another engine: --engine-dir DIR (the course's tests/engines/fetch makes such folders)"
)


@dataclass(frozen=True, slots=True)
class Missing:
    """A need of a lesson that this machine does not meet."""

    need: str
    message: str
    """In one sentence, why not."""
    advice: str
    """What to type, or what else to do."""


def examine(engine_dir: Path | None = None) -> list[Finding]:
    """Everything that is known of this machine, in the order in which a report tells it."""
    found = engine.find_engine_dir(engine_dir)
    with ThreadPoolExecutor(2) as both:
        features = both.submit(kernel.examine, FEATURES, engine.search_path(found))
        parts = both.submit(machine.examine, found)
        return [*needs.examine(), *features.result(), *parts.result()]


def missing(
    wanted: Iterable[str], *, engine_dir: Path | None = None, engine_version: str = ""
) -> tuple[Missing, ...]:
    """Those of a lesson's needs that this machine does not meet; empty when the lesson can run.

    The engine asked is the one of the lab, or, where its version is given, another one.
    """
    words = tuple(dict.fromkeys(wanted))
    if not words:
        return ()
    found = engine.find_engine_dir(engine_dir)
    known = [BY_NAME[word] for word in words if word in BY_NAME]
    findings = {finding.name: finding for finding in kernel.examine(known, engine.search_path(found))}
    version = engine_version or machine.engine_version(found)
    told = [_lacks(word, findings.get(word), version) for word in words]
    return tuple(one for one in told if one)


def cannot_run(lacks: tuple[Missing, ...]) -> CannotRunError:
    """What a learner is told in place of the lesson."""
    reasons = "; ".join(dict.fromkeys(one.message for one in lacks))
    advice = "\n".join(dict.fromkeys(one.advice for one in lacks if one.advice))
    return CannotRunError(_("cannot run here: {reasons}", reasons=reasons), advice)


def _lacks(word: str, finding: Finding | None, version: str) -> Missing | None:
    if finding:
        words = _("this machine cannot do {feature}", feature=word)
        words += f": {finding.detail}" if finding.detail else ""
        return None if finding.there else Missing(word, words, finding.told())
    if word == "root":
        return _lacks_root()
    return _lacks_engine(word, version)


def _lacks_root() -> Missing | None:
    if os.geteuid() == 0:
        return None
    return Missing("root", _("this lesson needs root's own namespaces, and you are not root"), "sudo tutor …")


def _lacks_engine(word: str, version: str) -> Missing | None:
    if fits(word, version):
        return None
    if version:
        words = _("this lesson needs {need}, and the engine here is {version}", need=word, version=version)
    else:
        words = _("this lesson needs {need}, and there is no engine here", need=word)
    return Missing(word, words, _(ANOTHER_ENGINE))


def fits(bound: str, version: str) -> bool:
    """Whether a version like 28.5.2 keeps a bound like ``engine>=28``; no version keeps none."""
    operator = bound.removeprefix(_ENGINE).rstrip("0123456789.")
    limit = _numbers(bound.removeprefix(_ENGINE + operator))
    here = _numbers(version)[: len(limit)]
    if not here or not limit:
        return False
    return {">=": here >= limit, ">": here > limit, "<=": here <= limit, "<": here < limit}.get(
        operator, False
    )


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".") if part.isdigit()]
