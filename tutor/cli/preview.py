"""``tutor preview``: a lesson on the screen while it is being written."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from tutor.cli.options import EngineDir, Language, Seed
from tutor.cli.speaking import speak
from tutor.errors import TutorError
from tutor.journal import Journal
from tutor.session import Session


def preview(
    file: Annotated[Path, Parameter(help="The lesson's file.")],
    /,
    *,
    step: Annotated[int, Parameter(help="Begin with this step, counted from 1.")] = 1,
    engine_dir: EngineDir = None,
    language: Language = "",
    seed: Seed = "",
) -> None:
    """Show a lesson on the screen, in a lab, and follow its file as it is edited.

    Whenever the file is saved, the open step is shown anew, and its claims are judged by the lab
    as it is; what is wrong with the file is shown above it, with line and column.
    """
    speak(language)
    from tutor.tui.preview import PreviewApp  # noqa: PLC0415 - half a second that no other verb should pay

    journal = Journal()
    try:
        app = PreviewApp(
            journal,
            file,
            make_session=lambda lesson: Session(lesson, None, engine_dir, seed=seed),
            start=step - 1,
        )
        app.run()
    finally:
        journal.close()
    if app.report:
        raise TutorError("the tutor has met a fault of its own", f"a report of it is in {app.report}")
