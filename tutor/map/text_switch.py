"""A switch with its boxes, and a link of the node's own with what lives on it, for the text painter."""

from collections.abc import Sequence
from dataclasses import dataclass

from tutor.map.card import Card, card
from tutor.map.piece import Line, Style, clip_line, wrap
from tutor.map.says import port_words, switch_words, uplink_words
from tutor.map.scene import Cable, Id, Interface, Switch, Tunnel, Uplink
from tutor.map.sheet import MARK_ROOM, Sheet
from tutor.map.text_card import draw_row, rows_of
from tutor.map.text_list import draw_list

INDENT = 2
"""Columns that cards stand in from their switch's edge."""


@dataclass(frozen=True, slots=True)
class Bar:
    """The strokes of what cables are plugged into."""

    stroke: str
    side: str
    plug: str
    hang: str
    corners: tuple[str, str, str, str, str]
    """Top left, top left where another bar is above, top right, bottom left, bottom right."""
    style: Style


SWITCH = Bar("━", "┃", "┷", "┯", ("┏", "┣", "┓", "┗", "┛"), Style.SWITCH)
UPLINK = Bar("═", "║", "╧", "╤", ("╔", "╠", "╗", "╚", "╝"), Style.LINK)


def draw_switch(
    sheet: Sheet, switch: Switch, y: int, tunnels: Sequence[Tunnel], node: str
) -> tuple[int, int]:
    """Draw a switch with its boxes; the row below it, and the row where the node is plugged in."""
    lines = wrap(switch_words(switch), sheet.columns - 4 - MARK_ROOM)
    above = len(lines)
    lines += [port_words(port, tunnels, node) for port in switch.ports]
    bottom, row = _draw(sheet, switch.cables, lines, y, SWITCH, switch.link.id)
    for position, port in enumerate(switch.ports):
        if port.vni in sheet.tunnels:
            _draw_tunnel(sheet, port, row + above + position)
    return bottom, row


def draw_uplink(sheet: Sheet, uplink: Uplink, y: int) -> tuple[int, int]:
    """Draw a link of the node's own; the row below it, and its own row."""
    words = list(uplink_words(uplink))
    if uplink.children or uplink.networks:
        lines = wrap(words, sheet.columns - 4 - MARK_ROOM)
        return _draw(sheet, uplink.children, lines, y, UPLINK, uplink.link.id)
    lines = wrap(words, sheet.columns - 1 - MARK_ROOM)
    for row, line in enumerate(lines):
        sheet.canvas.put_line(sheet.left + 1, y + row, line)
        sheet.point_left_of(sheet.right + 1, y + row, MARK_ROOM, (piece.thing for piece in line))
    return y + len(lines), y


def _draw(
    sheet: Sheet, cables: Sequence[Cable], lines: list[Line], y: int, bar: Bar, thing: Id
) -> tuple[int, int]:
    rows = rows_of([card(cable) for cable in cables], sheet.columns - INDENT)
    if len(rows) <= sheet.card_rows:
        y = _draw_cards(sheet, rows, y, bar, thing)
        return _draw_label(sheet, lines, y, bar, thing), y
    below = _draw_label(sheet, lines, _draw_cards(sheet, [], y, bar, thing), bar, thing)
    bottom, roots = draw_list(sheet, cables, sheet.left + INDENT, below, sheet.columns - INDENT)
    for root in roots:
        sheet.canvas.put(root, below - 1, bar.hang, bar.style, thing)
    return bottom, y + 1


def _draw_cards(sheet: Sheet, rows: Sequence[Sequence[Card]], y: int, bar: Bar, thing: Id) -> int:
    """Rows of cards, each plugged into a bar; the row below the last bar."""
    for position, row in enumerate(rows):
        top = y
        y, plugs = draw_row(sheet, row, sheet.left + INDENT, y, sheet.columns - INDENT)
        if position:
            sheet.canvas.column(sheet.left, top, y - 1, bar.side, bar.style, thing)
        _draw_bar(sheet, y, bar, plugs, thing, (position > 0, row is rows[-1]))
        y += 1
    if not rows:
        _draw_bar(sheet, y, bar, [], thing, (False, True))
        y += 1
    return y


def _draw_bar(sheet: Sheet, y: int, bar: Bar, plugs: list[int], thing: Id, joins: tuple[bool, bool]) -> None:
    below, last = joins
    left, right = bar.corners[below], bar.corners[2] if last else bar.stroke
    sheet.canvas.put(sheet.left, y, left + bar.stroke * (sheet.columns - 2) + right, bar.style, thing)
    for plug in plugs:
        sheet.canvas.put(plug, y, bar.plug, bar.style, thing)


def _draw_label(sheet: Sheet, lines: list[Line], y: int, bar: Bar, thing: Id) -> int:
    """What is written in the bar, and its lower edge; the row below."""
    for line in lines:
        sheet.canvas.put(sheet.left, y, bar.side, bar.style, thing)
        sheet.canvas.put(sheet.right, y, bar.side, bar.style, thing)
        sheet.canvas.put_line(sheet.left + 2, y, clip_line(line, sheet.columns - 4))
        sheet.point_left_of(sheet.right - 1, y, MARK_ROOM, (piece.thing for piece in line))
        y += 1
    _, _, _, left, right = bar.corners
    sheet.canvas.put(sheet.left, y, left + bar.stroke * (sheet.columns - 2) + right, bar.style, thing)
    return y + 1


def _draw_tunnel(sheet: Sheet, port: Interface, y: int) -> None:
    assert port.vni
    end = sheet.tunnels[port.vni]
    sheet.canvas.put(sheet.right, y, "┠" + "┄" * (end - sheet.right - 1), Style.TUNNEL, port.id)
    sheet.ends[port.vni].append(y)
