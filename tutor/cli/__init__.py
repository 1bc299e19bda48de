"""The doors: what a user types, one file a verb."""

import sys

from tutor.cli.app import app, load_verbs
from tutor.errors import CannotRunError, TutorError

HELP = (["--help"], ["-h"])
CANNOT_RUN = 3
"""Exit status when a lesson needs what this machine cannot do: neither right nor wrong."""


def main() -> None:
    """Run the command line; what went wrong is told in words, with what to do next."""
    words = sys.argv[1:]
    if words[:1] in HELP or (words[:1] == ["class"] and words[1:] in ([], *HELP)):
        load_verbs()
    try:
        app()
    except TutorError as error:
        print(f"tutor: {error.message}", file=sys.stderr)
        if error.advice:
            print(error.advice, file=sys.stderr)
        sys.exit(CANNOT_RUN if isinstance(error, CannotRunError) else 2)
    except KeyboardInterrupt:
        sys.exit(130)
