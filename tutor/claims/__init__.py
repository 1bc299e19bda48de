"""Claims, held against the rows of the live host: verdicts with their reasons, and right answers."""

from tutor.claims.act import asked, is_pending
from tutor.claims.answer import accept, answers, asked_fields, lacking
from tutor.claims.cause import Cause
from tutor.claims.judge import judge
from tutor.claims.match import binding_names, supports
from tutor.claims.miss import misses
from tutor.claims.see import see_kind
from tutor.claims.verdict import Standing, Verdict, on_node

__all__ = [
    "Cause",
    "Standing",
    "Verdict",
    "accept",
    "answers",
    "asked",
    "asked_fields",
    "binding_names",
    "is_pending",
    "judge",
    "lacking",
    "misses",
    "on_node",
    "see_kind",
    "supports",
]
