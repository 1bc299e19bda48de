"""The errors that a user meets, and nothing else.

    TutorError          what happened, and what to do next
    ├── LessonError     a lesson file cannot be read; one problem a line, path:line:column
    ├── LabError        the lab cannot be made, entered or ended
    │   ├── NeedError   this machine lacks or forbids something the lab needs
    │   └── CannotRunError  a lesson needs what this machine cannot do
    ├── ObserverError   facts cannot be read in a node
    ├── FlowError       words that are no flow (in tutor.lesson.flow)
    ├── PlaceError      a flow that begins or ends nowhere (in tutor.trace.places)
    ├── ClassError      a class cannot be joined, hosted or shown
    └── JournalError    what the learner did cannot be written or read back

Rooms turn the errors of the libraries they wrap into one of these (``raise … from error``);
each door (a command, a screen) catches TutorError once. A learner who is wrong is a verdict,
never an error.
"""


class TutorError(Exception):
    """Something a user can act on: ``message`` says what happened, ``advice`` what to do next."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.message}\n{self.advice}" if self.advice else self.message


class LessonError(TutorError):
    """A lesson file that does not say what it must."""


class LabError(TutorError):
    """The lab could not be made, entered or ended."""


class NeedError(LabError):
    """The machine lacks, or forbids, something that the lab needs."""


class CannotRunError(LabError):
    """A lesson needs something that this machine cannot do."""


class ObserverError(TutorError):
    """The observer died, or could not read facts in its node."""


class JournalError(TutorError):
    """The journal could not be opened, written or read."""


class ClassError(TutorError):
    """A class that cannot be joined, hosted or shown."""
