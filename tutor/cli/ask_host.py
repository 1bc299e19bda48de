"""What is asked before a lesson runs on the learner's own machine."""

import sys

from tutor.errors import TutorError
from tutor.lab.host_node import IN_THE_LAB
from tutor.language import _, mark
from tutor.lesson.model import Lesson
from tutor.session import undoable

BEFORE = mark(
    """This lesson will run on this machine itself, with its own Docker engine and not in a lab:
{commands}
What docker makes in the lesson's shell gets a label; at the end all that carries it is removed, and
nothing else. What you type there yourself is real."""
)


def ask(lesson: Lesson, *, yes: bool) -> None:
    """Show what the lesson will run and get the user's word for it; raises TutorError without one."""
    undoable.check(lesson)
    commands = "\n".join(f"    {line}" for line in undoable.commands(lesson))
    print(_(BEFORE, commands=commands), file=sys.stderr)
    if lesson.pack:
        _ask_for_words(lesson.pack)
        return
    if yes:
        return
    if not sys.stdin.isatty():
        raise TutorError(_("there is nobody to ask whether that is right"), _("--yes says that it is"))
    print(_("Go on?") + " [y/N] ", end="", file=sys.stderr, flush=True)
    if not sys.stdin.readline().strip().lower().startswith("y"):
        raise TutorError(_("nothing was done"), _(IN_THE_LAB))


def _ask_for_words(pack: str) -> None:
    """A pack is by others: one letter, or an option in a script, is not enough to let it out of the lab."""
    words = f"I trust {pack}"
    if not sys.stdin.isatty():
        raise TutorError(
            _(
                "the lesson is of the pack {pack}, and there is nobody to ask whether it is trusted",
                pack=pack,
            ),
            _("{advice}; --yes does not count for packs", advice=_(IN_THE_LAB)),
        )
    print(
        _(
            "This lesson is not the tutor's own, but of the pack {pack}. To go on, type: {words}",
            pack=pack,
            words=words,
        ),
        file=sys.stderr,
    )
    if sys.stdin.readline().strip() != words:
        raise TutorError(_("nothing was done"), _(IN_THE_LAB))
