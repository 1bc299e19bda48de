"""The doors: what a user types, one file a verb."""

import sys

from tutor.errors import CannotRunError, TutorError

HELP = (["--help"], ["-h"])
CANNOT_RUN = 3
"""Exit status when a lesson needs what this machine cannot do: neither right nor wrong."""


def main() -> None:
    """Run the command line; what went wrong is told in words, with what to do next."""
    try:
        _run(sys.argv[1:])
    except TutorError as error:
        print(f"tutor: {error.message}", file=sys.stderr)
        if error.advice:
            print(error.advice, file=sys.stderr)
        sys.exit(CANNOT_RUN if isinstance(error, CannotRunError) else 2)
    except KeyboardInterrupt:
        sys.exit(130)


def _run(words: list[str]) -> None:
    """Open the course, which waits for no reader of options, where there are none; else what the words ask for."""
    if not words:
        from tutor.cli.screen import open_screen  # noqa: PLC0415 - one of the two is needed

        open_screen()
        return
    from tutor.cli.app import app, load_verbs  # noqa: PLC0415 - the same

    if words[:1] in HELP or (words[:1] == ["class"] and words[1:] in ([], *HELP)):
        load_verbs()
    app()
