"""The session: the only thing that plays a lesson. Command line and screens read its events."""

from tutor.session.session import Session

__all__ = ["Session"]
