"""Reports of faults that nobody expected: a file, instead of a traceback on a learner's screen."""

import traceback
from datetime import UTC, datetime
from pathlib import Path

from platformdirs import user_state_path

from tutor import __version__


def write_report(error: Exception) -> Path:
    """Write what happened into the user's state folder; the file's path."""
    path = user_state_path("tutor") / f"fault-{datetime.now(tz=UTC):%Y%m%d-%H%M%S}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"tutor {__version__}\n" + "".join(traceback.format_exception(error)))
    return path
