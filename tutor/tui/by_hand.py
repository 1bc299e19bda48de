"""Which commands show by hand what a panel shows."""

from dataclasses import dataclass

from tutor.claims import Verdict, on_node, see_kind
from tutor.language import _
from tutor.lesson.fill import names
from tutor.session import Session
from tutor.tui.widgets.tab_line import CHANGES, FACTS, LESSON, MAP, PANELS, PATH

_COMMANDS = {
    MAP: ("ip -brief link", "ip -brief address", "bridge link show", "docker ps", "docker network ls"),
    CHANGES: ("ip monitor link address route", "docker events", "iptables-save", "ss -lntup"),
    PATH: (
        "tcpdump -ni any -c 5 icmp",
        "conntrack -L",
        "iptables -t nat -vnL",
        "ip route",
    ),
}


_NOT_IN_A_NODE = "tutor "
"""How a command begins that no shell of the lab knows."""
_SHOWN_IN = {"tutor trace": PATH, "tutor state": FACTS}
"""Where the screen itself shows what such a command tells."""


@dataclass(frozen=True, slots=True)
class ByHand:
    """A command that may be typed into a shell."""

    command: str
    node: str | None = None
    """Whose shell it is for; empty for the first one's, None for any."""

    def __str__(self) -> str:
        """As it is told to the learner."""
        return on_node(self.command, self.node or "")


def commands(panel: str, session: Session, kind: str, verdict: Verdict | None) -> tuple[ByHand, ...]:
    """Commands for a panel: of the facts, those of the shown kind; of the lesson, that of the open claim."""
    if panel == FACTS:
        return _known(ByHand(see_kind(kind)))
    if panel == LESSON:
        told = [verdict, *session.told.values()]
        return _known(*(ByHand(found.command, found.node) for found in told if found and found.command))
    return _known(*map(ByHand, _COMMANDS.get(panel, ())))


def seen_by(verdict: Verdict) -> str:
    """How a learner at the screen sees what a claim speaks of: by a command in the shell, or in a panel."""
    for command, panel in _SHOWN_IN.items():
        if verdict.command.startswith(command):
            return _("press {key}", key=PANELS[panel])
    return verdict.seen_by


def _known(*found: ByHand) -> tuple[ByHand, ...]:
    """Each once, and only what a shell of the lab knows; none with a name whose value is not known yet."""
    typed = (each for each in found if not each.command.startswith(_NOT_IN_A_NODE))
    return tuple(dict.fromkeys(each for each in typed if not any(names(each.command))))
