"""What the learner did, kept so that nothing is lost: a small SQLite file in the user's state folder."""

from tutor.journal.journal import Entry, Journal

__all__ = ["Entry", "Journal"]
