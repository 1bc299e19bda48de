"""What is written on the card of a box, whoever draws it."""

from collections.abc import Iterator
from dataclasses import dataclass

from tutor.language import _
from tutor.map.piece import Line, Piece, Style
from tutor.map.scene import Box, Cable, Id, Interface

QUIET = ("running", "")
"""States of a container that need no word."""


@dataclass(frozen=True, slots=True)
class Card:
    """A box as one of its cables shows it."""

    box: Box
    title: str
    lines: tuple[Line, ...]
    tail: Piece | None
    """What is written on the cable."""
    first: bool
    """Whether the box is here for the first time; it is dashed where it is shown again."""
    loose: bool
    """Whether the cable ends in mid-air."""

    @property
    def things(self) -> Iterator[Id]:
        """Everything that the card shows."""
        yield self.box.id
        yield from (piece.thing for line in self.lines for piece in line if piece.thing)
        if self.tail and self.tail.thing:
            yield self.tail.thing


def card(cable: Cable, *, loose: bool = False) -> Card:
    """The card at the end of a cable."""
    box = cable.box
    state = "" if box.state in QUIET else f" ({box.state})"
    return Card(
        box=box,
        title=f"{box.name}{state}",
        lines=tuple(_lines(cable)),
        tail=_tail(cable, loose=loose),
        first=cable.first or box.kind == "node",
        loose=loose,
    )


def end_words(link: Interface) -> Line:
    """A link with its first address."""
    name = Piece(f"{link.name} ", Style.LINK, link.id)
    if not link.addresses:
        return (name, Piece(_("no address") if link.up else _("down"), Style.DIM, link.id))
    address = Piece(link.addresses[0].text, Style.ADDRESS, link.addresses[0].id)
    return (name, address) if link.up else (name, address, Piece(f" {_('down')}", Style.DIM, link.id))


def more_words(cable: Cable) -> Iterator[Piece]:
    """What else is to be said of a box: further addresses, ports, tenants, other links."""
    if cable.end:
        yield from (Piece(other.text, Style.ADDRESS, other.id) for other in cable.end.addresses[1:])
        yield from (Piece(door.text, Style.PUBLISHED, door.id) for door in cable.end.published)
    if cable.first:
        yield from (Piece(f"+ {tenant.text}", Style.BOX, tenant.id) for tenant in cable.box.sharing)
    if cable.box.kind != "node":
        yield from _others(cable)


def _lines(cable: Cable) -> Iterator[Line]:
    if cable.end is None:
        yield (Piece(_("no link but lo"), Style.DIM),)
    else:
        yield end_words(cable.end)
    yield from ((word,) for word in more_words(cable))


def _others(cable: Cable) -> Iterator[Piece]:
    for link in cable.box.interfaces:
        if cable.end and link.id != cable.end.id:
            also = (
                _("also on {network}", network=link.plugged)
                if link.plugged
                else _("also {link}", link=link.name)
            )
            yield Piece(also, Style.DIM, link.id)


def _tail(cable: Cable, *, loose: bool) -> Piece | None:
    if cable.port:
        words = _("{port}: no switch", port=cable.port.name) if loose else cable.port.name
        return Piece(words, Style.CABLE, cable.port.id)
    if cable.end:
        words = _("other end not seen") if loose and cable.end.kind == "veth" else cable.end.kind
        return Piece(words, Style.DIM, cable.end.id)
    return None
