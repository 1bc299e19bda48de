"""``tutor doctor``: what this machine can do, and what to type for what it cannot."""

import json as jsons
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.cells import set_cell_size

import tutor
from tutor.cli.options import EngineDir, Json, Language
from tutor.cli.speaking import speak
from tutor.errors import TutorError
from tutor.lab.doctor import examine
from tutor.lab.engine import INSTALL
from tutor.lab.finding import Finding, Standing
from tutor.language import _, mark

SUDO = ("sudo",) if os.geteuid() else ()
MARKS = {Standing.READY: mark("ok"), Standing.WAITING: mark("waiting"), Standing.MISSING: mark("MISSING")}


def doctor(
    *,
    json: Json = False,
    fix: Annotated[bool, Parameter(help="Do what can be done about what is missing; asks first.")] = False,
    yes: Annotated[bool, Parameter(help="With --fix: do not ask.")] = False,
    engine_dir: EngineDir = None,
    language: Language = "",
) -> None:
    """Tell what this machine can do, found by trying in throw-away namespaces.

    Exit status 0 when the lab can run here; what only some lessons need may be missing all the same.
    """
    speak(language)
    findings = examine(engine_dir)
    if fix:
        fix_all(findings, yes=yes)
        findings = examine(engine_dir)
    if json:
        print(jsons.dumps([{**asdict(finding), "do": finding.told()} for finding in findings]))
    else:
        _print(findings)
    sys.exit(1 if any(finding.vital and not finding.there for finding in findings) else 0)


def _print(findings: list[Finding]) -> None:
    width = max(len(finding.name) for finding in findings)
    for finding in findings:
        said = set_cell_size(_(MARKS[finding.standing]), 8)
        print(f"{said} {finding.name:{width}}  {finding.detail}".rstrip())
        if not finding.there and finding.told():
            print(f"{'':8} {'':{width}}  → {finding.told()}")
    vital = [finding.name for finding in findings if finding.vital and not finding.there]
    others = [finding.name for finding in findings if not finding.vital and not finding.there]
    print(f"\n{_sum_up(vital, others)}")


def _sum_up(vital: list[str], others: list[str]) -> str:
    if vital:
        return _("The lab cannot run here: {names}.", names=", ".join(vital))
    if others:
        return _(
            "The lab runs here. Lessons that need one of these do not: {names}.", names=", ".join(others)
        )
    return _("The lab runs here, and so does every lesson.")


def fix_all(findings: Iterable[Finding], *, yes: bool) -> None:
    """Show each command that mends what is missing, and run it with the user's word."""
    lacking = [finding for finding in findings if not finding.there]
    commands = [_as_root(finding.command) for finding in lacking if finding.command]
    if any(finding.advice == _(INSTALL) for finding in lacking):
        commands.insert(0, _installer())
    if not commands:
        print(_("There is nothing that a command could mend."))
    for command in dict.fromkeys(commands):
        print(f"$ {' '.join(command)}", flush=True)
        if yes or _agreed():
            subprocess.run(command, check=False)


def _as_root(command: str) -> tuple[str, ...]:
    shell = ("sh", "-c", command) if "$" in command else tuple(command.split())
    return (*SUDO, *shell)


def _installer() -> tuple[str, ...]:
    """The course's own script; what it is to run after it has installed is as short as can be."""
    script = Path(tutor.__file__).resolve().parents[1] / "tutor.sh"
    if not script.is_file():
        raise TutorError(
            _("packages are installed by the course's ./tutor.sh, which this copy came without"),
            _("install by hand what is missing (tutor doctor tells), or get the course's whole folder"),
        )
    return (str(script), "-y", "--version")


def _agreed() -> bool:
    if not sys.stdin.isatty():
        raise TutorError(_("there is nobody to ask"), _("--fix --yes does it without asking"))
    return input("  " + _("do it? [y/N]") + " ").strip().lower().startswith("y")
