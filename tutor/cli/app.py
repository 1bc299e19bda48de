"""The command ``tutor`` itself: every verb, and the screen when there is none."""

from typing import Annotated

from cyclopts import App, Parameter

from tutor import __version__
from tutor.cli.options import EngineDir, Language, Lessons, Seed, use_lessons

app = App(
    name="tutor",
    version=f"tutor {__version__}",
    help="Learn what Docker does to a host's network, in a private Docker host of your own.",
    help_format="markdown",
    default_parameter=Parameter(show_default=False, negative=""),
    usage="Usage: tutor [LESSON]\n       tutor COMMAND …",
)
VERBS = "play:play lint:lint verify:verify new:new preview:preview state:state trace:trace diff:diff facts:facts doctor:doctor journal:journal serve:serve"
"""Each verb's module and function; loaded only when it is asked for: nobody waits for the others."""
for place in VERBS.split():
    app.command(f"tutor.cli.{place}", name=place.partition(":")[0])
app.command("tutor.cli.map:draw", name="map")
app.command("tutor.cli.lab:app", name="lab")
app.command("tutor.cli.classroom:app", name="class")


def load_verbs() -> None:
    """Load every verb, so that the list of them says what each is for."""
    for verbs in (app, app["class"]):
        for verb in verbs:
            verbs[verb]


@app.default
def course(
    lesson: Annotated[str | None, Parameter(help="Number, name or file of a lesson.")] = None,
    /,
    *,
    step: Annotated[int | None, Parameter(help="Begin with this step, counted from 1.")] = None,
    engine_dir: EngineDir = None,
    language: Language = "",
    lessons: Lessons = None,
    seed: Seed = "",
) -> None:
    """Open the course where you left it, or at a lesson."""
    from tutor.cli.screen import open_screen  # noqa: PLC0415 - as the verbs are: no other one pays for it

    use_lessons(lessons)
    open_screen(lesson, step=step, engine_dir=engine_dir, language=language, seed=seed)
