"""What is said to a learner who wants to go on from a step that is not done."""

from tutor.language import _
from tutor.session.session import Session


def may_leave(session: Session) -> bool:
    """Whether nothing is open in the step, or it was done before."""
    return session.step_done or session.was_done(session.at)


def what_is_open(session: Session) -> str:
    """What is open still, and how to go on anyway."""
    if session.proved:
        return _("A question is still open.  n again: go on anyway")
    return _("Some claims are still open.  n again: go on anyway")
