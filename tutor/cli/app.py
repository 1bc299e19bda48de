"""The command ``tutor`` itself: every verb, and the screen when there is none."""

from typing import Annotated

from cyclopts import App, Parameter

from tutor import __version__
from tutor.cli.options import EngineDir, Language, PlaceOptions, Seed

app = App(
    name="tutor",
    version=f"tutor {__version__}",
    help="Learn what Docker does to a host's network, in a private Docker host of your own.",
    help_format="markdown",
    default_parameter=Parameter(show_default=False, negative=""),
    usage="Usage: tutor [LESSON]\n       tutor COMMAND …",
)
VERBS = {
    "play": ("play:play", "Play a lesson as plain text, or with --auto by itself."),
    "lint": ("lint:lint", "Check lesson files: path:line:column: message."),
    "verify": ("verify:verify", "Prove lessons in fresh labs, with right and wrong attempts."),
    "new": ("new:new", "Write the skeleton of a lesson in both languages."),
    "preview": ("preview:preview", "Show a lesson on the screen, and follow its file as it is edited."),
    "state": ("state:state", "Print what is true in a running lab now."),
    "diff": ("diff:diff", "Run a command in a lab, and tell what it changed there."),
    "map": ("map:draw", "Draw the network of a running lab: switches, cables, containers."),
    "facts": ("facts:facts", "Explain the kinds of facts that claims can ask about."),
    "lab": ("lab:app", "Bring up, enter and end a private Docker host."),
    "doctor": ("doctor:doctor", "Tell what this machine can do, and what to type for what it cannot."),
}
"""Each with where it is and what it is for; loaded only when it is asked for: nobody waits for the others."""
for verb, (place, words) in VERBS.items():
    app.command(f"tutor.cli.{place}", name=verb, help=words)


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
    from tutor.cli.screen import open_screen  # noqa: PLC0415 - as the verbs are: no other one pays for it

    open_screen(lesson, step=step, place=PlaceOptions(engine_dir=engine_dir), language=language, seed=seed)
