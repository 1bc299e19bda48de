"""What a change did, in the words of somebody who watched: one line a thing, what passes by itself last."""

from tutor.changes.account import Account, Line, describe

__all__ = ["Account", "Line", "describe"]
