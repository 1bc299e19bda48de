"""Which commands show by hand what a panel shows."""

from tutor.claims import Verdict, see_kind
from tutor.session import Session
from tutor.tui.widgets.tab_line import CHANGES, FACTS, LESSON, MAP, PATH

_COMMANDS = {
    MAP: ("ip -brief link", "ip -brief address", "bridge link show", "docker ps", "docker network ls"),
    CHANGES: ("ip monitor link address route", "docker events", "iptables-save", "ss -lntup"),
    PATH: (
        "tutor trace port 8080",
        "tcpdump -ni any -c 5 icmp",
        "conntrack -L",
        "iptables -t nat -vnL",
        "ip route",
    ),
}


def commands(panel: str, session: Session, kind: str, verdict: Verdict | None) -> tuple[str, ...]:
    """Commands for a panel: of the facts, those of the shown kind; of the lesson, that of the open claim."""
    if panel == FACTS:
        return (see_kind(kind),)
    if panel == LESSON:
        told = [verdict, *session.told.values()]
        return tuple(dict.fromkeys(found.command for found in told if found and found.command))
    return _COMMANDS.get(panel, ())
