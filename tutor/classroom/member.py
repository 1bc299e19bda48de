"""Which class a learner is in: kept in the journal, so that every tutor of theirs knows."""

import json
import secrets
from dataclasses import asdict, dataclass

from tutor.classroom.address import Address, read_address
from tutor.classroom.message import ID, plain
from tutor.errors import ClassError
from tutor.journal import Journal
from tutor.language import _, mark

SETTING = "class"
HEARD = "class-heard"
SENT = mark(
    """What your tutor sends to the class, and nothing else:
  your name, the lesson and step you are at, since when, and whether it is done;
  for each event its time and kind: step opened, step done, lesson finished, claim broken again, hint,
  solution looked at, hand raised or lowered, answer (only whether it was right),
  command (only whether its exit status was 0{commands}).
Never sent: what commands print, what you answer, your files, your journal."""
)


@dataclass(frozen=True, slots=True)
class Member:
    """A learner in a class."""

    id: str
    """Made up at random when the class was joined; nobody else knows it."""
    name: str
    address: str
    after: int
    """The last entry of the journal before the class was joined: only later ones are sent."""
    shares_commands: bool = False

    @property
    def place(self) -> Address:
        """Where the class is; raises ClassError."""
        return read_address(self.address)

    @property
    def sent(self) -> str:
        """What is sent, in words."""
        return what_is_sent(shares_commands=self.shares_commands)


def what_is_sent(*, shares_commands: bool) -> str:
    """All that leaves a learner's machine, in words."""
    return _(SENT, commands=_(", and the command itself") if shares_commands else "")


def join(journal: Journal, address: str, name: str, *, shares_commands: bool = False) -> Member:
    """Be in this class from now on; who was in it before goes on as the same learner. Raises ClassError."""
    place = read_address(address)
    called = plain(name)
    if not called:
        raise ClassError(_("a class wants to know your name"), "tutor class join URL --name NAME")
    before = member(journal)
    if before and (before.place.host, before.place.name) == (place.host, place.name):
        made = Member(before.id, called, address, before.after, shares_commands)
    else:
        made = Member(secrets.token_hex(8), called, address, journal.last(), shares_commands)
        journal.set(HEARD, "")
    journal.set(SETTING, json.dumps(asdict(made)))
    return made


def leave(journal: Journal) -> None:
    """Be in no class; nothing is sent any more."""
    journal.set(SETTING, "")


def member(journal: Journal) -> Member | None:
    """Who the learner is in the class they are in; None where they are in none, or the file says nonsense."""
    try:
        told = json.loads(journal.setting(SETTING) or "null")
        found = Member(**told) if isinstance(told, dict) else None
        if found and ID.fullmatch(found.id) and isinstance(found.after, int) and found.place:
            return found
    except (ValueError, TypeError, ClassError):
        pass
    return None


def is_raised(journal: Journal) -> bool:
    """Whether the learner's hand is up, in the class that they are in now."""
    found = member(journal)
    entries = journal.entries(kinds=("raised", "lowered"), after=found.after if found else 0)
    return [entry.kind for entry in entries][-1:] == ["raised"]


def raise_hand(journal: Journal) -> bool:
    """Raise a hand, or lower it; whether it is up now."""
    up = not is_raised(journal)
    lesson = journal.latest() or ""
    journal.note(lesson, "raised" if up else "lowered", journal.place(lesson))
    return up
