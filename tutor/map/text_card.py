"""Cards beside each other, in rows, on the canvas of the text painter."""

from collections.abc import Sequence

from tutor.map.card import Card
from tutor.map.clean import clip, width
from tutor.map.piece import Line, Style, fit
from tutor.map.sheet import Sheet

NARROWEST, WIDEST, GAP = 22, 26, 1
"""Columns of a card, and of what is between two."""


def card_columns(columns: int) -> tuple[int, int]:
    """How many cards fit beside each other, and how wide each is: it depends on nothing that changes."""
    many = max(1, (columns + GAP) // (NARROWEST + GAP))
    return many, max(8, min(WIDEST, (columns + GAP) // many - GAP))


def rows_of(cards: Sequence[Card], columns: int) -> list[Sequence[Card]]:
    """The cards in rows of as many as fit."""
    many, _ = card_columns(columns)
    return [cards[start : start + many] for start in range(0, len(cards), many)]


def draw_row(sheet: Sheet, cards: Sequence[Card], x: int, y: int, columns: int) -> tuple[int, list[int]]:
    """Draw one row; the row below it, and the columns where cables hang out."""
    _, wide = card_columns(columns)
    high = max(len(card.lines) for card in cards)
    tails = []
    for position, card in enumerate(cards):
        at = x + position * (wide + GAP)
        _draw_card(sheet, card, at, y, wide, high)
        if card.tail and not card.loose:
            tails.append(at + wide // 2)
    return y + high + (3 if any(card.tail for card in cards) else 2), tails


def _draw_card(sheet: Sheet, card: Card, x: int, y: int, wide: int, high: int) -> None:
    stroke, side = ("─", "│") if card.first else ("╌", "╎")
    bottom, middle = y + high + 1, wide // 2
    put, thing = sheet.canvas.put, card.box.id
    name = clip(card.title, wide - 4)
    put(x, y, f"╭{stroke * (wide - 2)}╮", Style.BOX, thing)
    put(x + 1, y, f" {name} ", Style.NAME, thing)
    for row in range(high):
        put(x, y + 1 + row, side, Style.BOX, thing)
        put(x + wide - 1, y + 1 + row, side, Style.BOX, thing)
    put(x, bottom, f"╰{stroke * (wide - 2)}╯", Style.BOX, thing)
    for row, line in enumerate(card.lines):
        _draw_line(sheet, line, x, y + 1 + row, wide)
    if card.tail:
        put(x + middle, bottom, "┬", Style.CABLE, card.tail.thing)
        _draw_tail(sheet, card, x, bottom + 1, wide)
    sheet.point_left_of(x + wide - 1, y, wide - 5 - width(name), card.things, frame=" ")


def _draw_line(sheet: Sheet, line: Line, x: int, y: int, wide: int) -> None:
    sheet.canvas.put_line(x + 2, y, fit(line, wide - 4))
    sheet.point(x + wide - 1, y, 1, (piece.thing for piece in line))


def _draw_tail(sheet: Sheet, card: Card, x: int, y: int, wide: int) -> None:
    assert card.tail
    text = clip(card.tail.text, wide)
    start = x + max(0, wide // 2 - width(text) // 2)
    sheet.canvas.put(start, y, text, card.tail.style, card.tail.thing)
    end = start + width(text) + 1
    sheet.point(end, y, x + wide - end + GAP, (card.tail.thing,))
