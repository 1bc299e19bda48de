"""The doors: what a user types, one file a verb."""

import sys

from tutor.cli.app import app
from tutor.errors import TutorError


def main() -> None:
    """Run the command line; what went wrong is told in words, with what to do next."""
    try:
        app()
    except TutorError as error:
        print(f"tutor: {error.message}", file=sys.stderr)
        if error.advice:
            print(error.advice, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
