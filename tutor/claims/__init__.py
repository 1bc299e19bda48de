"""Claims, held against the rows of the live host: verdicts with their reasons, and right answers."""

from tutor.claims.answer import accept, answers
from tutor.claims.cause import Cause
from tutor.claims.judge import judge
from tutor.claims.match import binding_names
from tutor.claims.verdict import Standing, Verdict

__all__ = ["Cause", "Standing", "Verdict", "accept", "answers", "binding_names", "judge"]
