"""The doors: what a user types, one file a verb."""

import os
import select
import signal
import sys

from tutor.errors import CannotRunError, TutorError
from tutor.program import typed

HELP = (["--help"], ["-h"])
CANNOT_RUN = 3
"""Exit status when a lesson needs what this machine cannot do: neither right nor wrong."""


def main() -> None:
    """Run the command line; what went wrong is told in words, with what to do next."""
    try:
        try:
            _run(sys.argv[1:])
        finally:
            sys.stdout.flush()
    except TutorError as error:
        print(f"tutor: {error.message}", file=sys.stderr)
        if error.advice:
            print(typed(error.advice), file=sys.stderr)
        sys.exit(CANNOT_RUN if isinstance(error, CannotRunError) else 2)
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    except BrokenPipeError:
        if not _is_unread():
            raise
        sys.exit(128 + signal.SIGPIPE)


def _is_unread() -> bool:
    """Whether whoever read what is printed has gone, as `head` does; the rest then goes nowhere."""
    poll = select.poll()
    poll.register(sys.stdout, 0)
    gone = bool(poll.poll(0))
    if gone:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return gone


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
