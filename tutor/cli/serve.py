"""``tutor serve``: the course in the browser, for one or for many."""

from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from tutor.cli.options import LOCALLY, EngineDir, Language, ListenOptions, Seed
from tutor.cli.speaking import speak
from tutor.language import _
from tutor.serve import Course, Gate, address
from tutor.serve import serve as run


def serve(
    *,
    listen: ListenOptions = LOCALLY,
    labs: Annotated[int, Parameter(help="Visitors at once, each with a lab.", validator=Number(gte=1))] = 4,
    engine_dir: EngineDir = None,
    language: Language = "",
    seed: Seed = "",
) -> None:
    """Serve the course to browsers: each visitor has a lab and a place in the course of their own.

    Prints an address with a token in it; without that nobody comes in.
    """
    speak(language)
    course = Course(engine_dir, language, seed)
    danger = course.words(labs).danger
    listening = address.listen(listen.bind, listen.port, expose=listen.expose, danger=danger)
    gate = Gate(listening.getsockname()[1])
    shown = address.shown(listen.bind, listening)
    print(_("The course is at  {address}", address=f"{shown}?token={gate.token}"))
    print(
        _(
            "Whoever has this address gets a lab on this machine, {number} of them at most at once.  Ctrl+C ends it all.",
            number=labs,
        ),
        flush=True,
    )
    run(course, gate, labs, listening)
