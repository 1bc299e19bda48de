"""Options that several verbs share."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

from tutor.errors import LabError
from tutor.lab.host_node import Watched
from tutor.lab.record import find_record
from tutor.lesson.packs import use_folder

EngineDir = Annotated[
    Path | None,
    Parameter(help="Folder of Docker engine binaries to use before the system's (or set TUTOR_ENGINE_DIR)."),
]
Language = Annotated[str, Parameter(help="Language of the course: en or zh; else the one chosen last.")]
Lessons = Annotated[
    Path | None,
    Parameter(help="Folder of more lessons, with en/, zh/, … in it; they come first (or set TUTOR_LESSONS)."),
]


def use_lessons(folder: Path | None) -> None:
    """Add a folder of lessons to the course, where one was given."""
    if folder:
        use_folder(folder)


Seed = Annotated[
    str, Parameter(help="Word that the learner's own values grow from; a class that shares one shares them.")
]
Json = Annotated[bool, Parameter(help="Print JSON, for programs.")]
LabName = Annotated[str, Parameter(name="--lab", help="Name of the lab; without it, the newest.")]
ClassName = Annotated[str, Parameter(name="--class", help="Name of the class: small letters, digits and -.")]
Where = Literal["lab", "host"]


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class PlaceOptions:
    """Where a lesson runs."""

    where: Annotated[
        Where, Parameter(help="In a lab, or on this machine itself with its own engine (needs root).")
    ] = "lab"
    yes: Annotated[bool, Parameter(help="With --where host: do not ask.")] = False
    engine_dir: EngineDir = None

    @property
    def on_host(self) -> bool:
        """Whether the lesson runs on the machine itself."""
        return self.where == "host"


IN_A_LAB = PlaceOptions()


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class ListenOptions:
    """Where a server of ours listens."""

    bind: Annotated[str, Parameter(help="Address to listen on.")] = "127.0.0.1"
    port: Annotated[
        int, Parameter(help="Port to listen on; 0 for any.", validator=Number(gte=0, lte=65535))
    ] = 8000
    expose: Annotated[
        bool, Parameter(help="Let other machines in: needed with a --bind that they can reach.")
    ] = False


LOCALLY = ListenOptions()


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class WatchOptions:
    """What a verb looks at: a running lab, or this machine."""

    lab: LabName = ""
    where: Annotated[Where, Parameter(help="A lab, or this machine itself (needs root).")] = "lab"

    def nodes(self) -> list[Watched]:
        """Every node there is."""
        return [_machine()] if self.where == "host" else [*find_record(self.lab).nodes]

    def node(self, name: str = "") -> Watched:
        """The node of that name; the first one without."""
        if self.where == "lab":
            return find_record(self.lab).node(name)
        machine = _machine()
        if name not in ("", machine.name):
            raise LabError(f"there is no node {name} here", f"this machine is the only one: {machine.name}")
        return machine


NEWEST_LAB = WatchOptions()


def _machine() -> Watched:
    from tutor.lab.host import look_at_machine  # noqa: PLC0415 - the engine's client takes a while to load

    return look_at_machine()
