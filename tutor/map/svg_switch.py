"""Cards, the cables that hang from them and what those are plugged into, in an SVG picture."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tutor.map.card import Card
from tutor.map.clean import clip
from tutor.map.marks import Highlight, strongest
from tutor.map.piece import Line, Piece, Style, fit
from tutor.map.scene import Id
from tutor.map.svg_parts import CHAR, Area, area, group, pill, tag, wider, words

CARD, GAP, INDENT = 196, 14, 18
"""Width of a card, what is between two, and how far the first stands in from its switch's edge."""
LINE, HEAD, CABLE, BAR, APART = 18, 32, 46, 8, 24
"""Heights: a line of text, a card's title, a cable, a bar between rows of cards, what parts two switches."""
IN_CARD = int((CARD - 20) / CHAR)
"""Characters in a line of a card."""


@dataclass(slots=True)
class Picture:
    """Elements in the order in which they are painted, and where things are."""

    highlight: Highlight
    many: int
    """Cards beside each other."""
    left: float
    """Where the contents of a node begin."""
    below: list[str] = field(default_factory=list)
    """What lies under everything else: frames."""
    middle: list[str] = field(default_factory=list)
    """Strokes."""
    above: list[str] = field(default_factory=list)
    wired: list[float] = field(default_factory=list)
    """Heights at which something is plugged into the wire."""
    ends: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """Heights at which each overlay's tunnel ends."""

    @property
    def wide(self) -> float:
        """Width of the contents of a node."""
        return 2 * INDENT + self.many * (CARD + GAP) - GAP

    @property
    def right(self) -> float:
        """Where the contents of a node end."""
        return self.left + self.wide

    def glow(self, things: Iterable[Id | None], right: float, y: float, around: Area | None = None) -> None:
        """Point at things: a word that ends at a place, and a halo around an area."""
        mark = strongest(things, self.highlight)
        if mark and around:
            self.middle.append(area(around, f"glow g-{mark}", 9))
        if mark:
            self.above.append(pill(mark, right, y))


def draw_plugged(
    picture: Picture, cards: Sequence[Card], lines: Sequence[Line], y: float, look: str, thing: Id
) -> tuple[float, float]:
    """A switch, or a link that is used like one, with its cards; the place below, and its own middle."""
    rows = [cards[start : start + picture.many] for start in range(0, len(cards), picture.many)]
    bars: list[float] = []
    for row in rows:
        plugs, y = draw_cards(picture, row, y)
        bars.append(y)
        picture.above += [_jack(x, y, look) for x in plugs]
        y += BAR + 10 if row is not rows[-1] else 0
    for upper, lower in pairwise(bars):
        picture.middle.append(_arm(picture, upper, lower, look))
    high = 16 + LINE * len(lines)
    picture.middle.append(area((picture.left, y, picture.wide, high), look, 6))
    for position, line in enumerate(lines):
        middle = y + 8 + LINE * (position + 0.5)
        picture.above.append(group(thing, words(line, picture.left + 14, middle)))
        picture.glow((piece.thing for piece in line), picture.right - 10, middle)
    if mark := strongest((piece.thing for line in lines for piece in line), picture.highlight):
        picture.middle.append(area(wider((picture.left, y, picture.wide, high)), f"glow g-{mark}", 7))
    return y + high + APART, y + 8 + LINE / 2


def draw_cards(picture: Picture, cards: Sequence[Card], y: float) -> tuple[list[float], float]:
    """One row of cards with their cables; where the cables end, and how far down."""
    high = HEAD + LINE * max(len(card.lines) for card in cards) + 4
    plugs = []
    for position, card in enumerate(cards):
        x = picture.left + INDENT + position * (CARD + GAP)
        picture.above.append(_card(card, x, y, high))
        picture.glow(card.things, x + CARD - 8, y, wider((x, y, CARD, high)))
        if card.tail:
            picture.middle.append(_cable(card, x + CARD / 2, y + high))
            picture.above.append(_tail(card.tail, x + CARD / 2, y + high + 20))
        if card.tail and not card.loose:
            plugs.append(x + CARD / 2)
    return plugs, y + high + (CABLE if any(card.tail for card in cards) else 14)


def _card(card: Card, x: float, y: float, high: float) -> str:
    title = (Piece(clip(card.title, IN_CARD), Style.NAME),)
    again = "" if card.first else " again"
    return group(
        card.box.id,
        area((x, y, CARD, high), f"card{again}", 8),
        words(title, x + 10, y + 17),
        *(
            words(fit(line, IN_CARD), x + 10, y + HEAD + LINE * (row + 0.5) - 3)
            for row, line in enumerate(card.lines)
        ),
    )


def _cable(card: Card, x: float, y: float) -> str:
    end = y + (CABLE - 10 if card.loose else CABLE)
    kind = "again" if card.tail and card.tail.style is Style.DIM else ""
    cross = "m-5,-5l10,10m0,-10l-10,10" if card.loose else ""
    return tag("path", class_=f"cable {kind}".strip(), d=f"M{x:g},{y:g}V{end:g}{cross}")


def _tail(tail: Piece, x: float, y: float) -> str:
    wide = (len(clip(tail.text, IN_CARD)) + 1) * CHAR
    return group(
        tail.thing,
        area((x - wide / 2, y - 8, wide, 16), "label", 3),
        words((Piece(clip(tail.text, IN_CARD), tail.style),), x, y, anchor="middle"),
    )


def _jack(x: float, y: float, look: str) -> str:
    return area((x - 7, y - 5, 14, 10), look, 2)


def _arm(picture: Picture, upper: float, lower: float, look: str) -> str:
    """The bar of a row of cards, and the way from it down to the next."""
    x, right = picture.left, picture.right
    return tag(
        "path",
        class_=look,
        d=f"M{right:g},{upper:g}H{x:g}V{lower:g}",
        style=f"fill:none;stroke-width:{BAR};stroke-linejoin:round;stroke-linecap:round",
    )
