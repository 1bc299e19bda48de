"""The command ``tutor`` itself: every verb, and the screen when there is none."""

from typing import Annotated

from cyclopts import App, Parameter

from tutor import __version__
from tutor.cli import doctor, facts, lab, lint, play, screen, state
from tutor.cli.options import EngineDir, Language, PlaceOptions, Seed

app = App(
    name="tutor",
    version=f"tutor {__version__}",
    help="Learn what Docker does to a host's network, in a private Docker host of your own.",
    help_format="markdown",
    default_parameter=Parameter(show_default=False, negative=""),
    usage="Usage: tutor [LESSON]\n       tutor COMMAND …",
)
app.command(play.play)
app.command(lint.lint)
app.command(state.state)
# Named, not imported: what draws takes a while to load, and no other verb draws.
app.command(
    "tutor.cli.map:draw", name="map", help="Draw the network of a running lab: switches, cables, containers."
)
app.command(facts.facts)
app.command(lab.app)
app.command(doctor.doctor)


@app.default
def course(
    lesson: Annotated[str | None, Parameter(help="Number, name or file of a lesson.")] = None,
    /,
    *,
    step: Annotated[int | None, Parameter(help="Begin with this step, counted from 1.")] = None,
    engine_dir: EngineDir = None,
    language: Language = "",
    seed: Seed = "",
) -> None:
    """Open the course where you left it, or at a lesson."""
    screen.open_screen(
        lesson, step=step, place=PlaceOptions(engine_dir=engine_dir), language=language, seed=seed
    )
