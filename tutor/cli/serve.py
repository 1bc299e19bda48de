"""``tutor serve``: the course in the browser, for one or for many."""

from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from tutor.cli.options import EngineDir, Language, Seed
from tutor.cli.speaking import speak
from tutor.language import _
from tutor.serve import Course, Gate, address
from tutor.serve import serve as run


def serve(
    *,
    bind: Annotated[str, Parameter(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, Parameter(help="Port to listen on; 0 for any.", validator=Number(gte=0, lte=65535))
    ] = 8000,
    labs: Annotated[int, Parameter(help="Visitors at once, each with a lab.", validator=Number(gte=1))] = 4,
    expose: Annotated[
        bool, Parameter(help="Let other machines in: needed with a --bind that they can reach.")
    ] = False,
    engine_dir: EngineDir = None,
    language: Language = "",
    seed: Seed = "",
) -> None:
    """Serve the course to browsers: each visitor has a lab and a place in the course of their own.

    Prints an address with a token in it; without that nobody comes in.
    """
    speak(language)
    listening = address.listen(bind, port, expose=expose)
    gate = Gate(listening.getsockname()[1])
    print(_("The course is at  {address}", address=f"{address.shown(bind, listening)}?token={gate.token}"))
    print(
        _(
            "Whoever has this address gets a lab on this machine, {number} of them at most at once.  Ctrl+C ends it all.",
            number=labs,
        ),
        flush=True,
    )
    run(Course(engine_dir, language, seed), gate, labs, listening)
