"""Options that several verbs share."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

EngineDir = Annotated[
    Path | None,
    Parameter(help="Folder of Docker engine binaries to use before the system's (or set TUTOR_ENGINE_DIR)."),
]
Language = Annotated[str, Parameter(help="Language of the course: en or zh; else the one chosen last.")]
Seed = Annotated[
    str, Parameter(help="Word that the learner's own values grow from; a class that shares one shares them.")
]
Json = Annotated[bool, Parameter(help="Print JSON, for programs.")]
LabName = Annotated[str, Parameter(name="--lab", help="Name of the lab; without it, the newest.")]
