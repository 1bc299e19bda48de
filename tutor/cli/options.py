"""Options that several verbs share."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from tutor.journal import Journal
from tutor.language import ENGLISH, set_language
from tutor.lesson.catalogue import languages

EngineDir = Annotated[
    Path | None,
    Parameter(help="Folder of Docker engine binaries to use before the system's (or set TUTOR_ENGINE_DIR)."),
]
Language = Annotated[str, Parameter(help="Language of the course: en or zh; else the one chosen last.")]
LANGUAGE = "language"
"""The setting that remembers the language chosen last."""


def speak(given: str) -> str:
    """Speak the language that was given, else the one chosen last, else the terminal's, else English."""
    chosen = given or _chosen_last() or _of_terminal()
    set_language(chosen)
    return chosen


def _chosen_last() -> str:
    journal = Journal()
    try:
        return journal.setting(LANGUAGE)
    finally:
        journal.close()


def _of_terminal() -> str:
    spoken = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return next((name for name in languages() if spoken.startswith(name)), ENGLISH)


Seed = Annotated[
    str, Parameter(help="Word that the learner's own values grow from; a class that shares one shares them.")
]
Json = Annotated[bool, Parameter(help="Print JSON, for programs.")]
LabName = Annotated[str, Parameter(name="--lab", help="Name of the lab; without it, the newest.")]


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class PlaceOptions:
    """Where a lesson runs."""

    where: Annotated[
        Literal["lab", "host"],
        Parameter(help="In a lab, or on this machine itself with its own engine (needs root)."),
    ] = "lab"
    yes: Annotated[bool, Parameter(help="With --where host: do not ask.")] = False
    engine_dir: EngineDir = None

    @property
    def on_host(self) -> bool:
        """Whether the lesson runs on the machine itself."""
        return self.where == "host"


IN_A_LAB = PlaceOptions()
