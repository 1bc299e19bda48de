"""The language that a learner is spoken to in."""

import os
from contextlib import closing, suppress

from tutor.errors import JournalError
from tutor.journal import Journal
from tutor.language import ENGLISH, set_language
from tutor.lesson.catalogue import languages

LANGUAGE = "language"
"""The setting that remembers the language chosen last."""


def speak(given: str) -> str:
    """Speak the language that was given, else the one chosen last, else the terminal's, else English."""
    chosen = given or _chosen_last() or _of_terminal()
    set_language(chosen)
    return chosen


def _chosen_last() -> str:
    """The language of the journal; nothing where that cannot be read, which whoever needs it says."""
    with suppress(JournalError), closing(Journal()) as journal:
        return journal.setting(LANGUAGE)
    return ""


def _of_terminal() -> str:
    spoken = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return next((name for name in languages() if spoken.startswith(name)), ENGLISH)
