"""A packet as the follower knows it: its addresses, and what each namespace's connection tracking makes of it."""

from dataclasses import dataclass

from tutor.observe.proof.header import Header


@dataclass(frozen=True, slots=True)
class Packet:
    """A packet at a moment of its way through one namespace."""

    header: Header
    state: str = "new"
    """What connection tracking takes it for: new, established or untracked."""
    enter: str | None = None
    """Link that it came in by; None where it was made here."""
    leave: str | None = None
    """Link that it goes out by; None where that is not known yet, or where it stays."""
    mark: int = 0
    size: int = 60
    """Bytes, IP's header among them."""
    settled: bool = False
    """Whether this very packet was here before, by lo: what rewrites addresses has had its turn."""
    solicits: bool = False
    """Whether it asks for a neighbour's hardware address (ICMPv6, 135)."""
    ephemeral: tuple[int, int] = (32768, 60999)
    """The first and the last port that one which nobody could foretell may be."""
    may_be_known: bool = False
    """Whether its connection may be older than itself: a tunnel sends from the same port for minutes, which nobody can foretell."""
    original: Header | None = None
    """With one that is tracked: the header of the packet that began its connection, as it came into this namespace."""
    back: bool = False
    """With one that is tracked: whether it goes the other way than that one."""
    first: bool = True
    """Whether it begins something: with tcp a SYN, with icmp a request."""


@dataclass(frozen=True, slots=True)
class Track:
    """A connection as a namespace tracks it: how its packets come, and how the answers come."""

    there: Header
    back: Header

    def translated(self, header: Header) -> Header | None:
        """The header as it leaves a namespace that rewrites both ends of this connection; None for another's."""
        if header == self.there:
            return self.back.turned()
        if header == self.back:
            return self.there.turned()
        return None
