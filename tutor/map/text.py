"""The map in a terminal: lines of pieces, each line exactly as wide as was asked for.

║ ╭ alpha ────────────────────────╮
║ │     cards of boxes            │
║ │  ┌──┨ a switch ┃              │     the stroke at the left of a node is its own routing
╟─┼──┴─ eth0                      │
║ ╰───────────────────────────────╯
╙─ wire
"""

from tutor.language import _
from tutor.map.canvas import Canvas
from tutor.map.card import card
from tutor.map.marks import Highlight
from tutor.map.piece import Line, Piece, Style, wrap
from tutor.map.says import notes
from tutor.map.scene import Node, Scene
from tutor.map.sheet import MARK_ROOM, Sheet
from tutor.map.text_card import draw_row, rows_of
from tutor.map.text_switch import INDENT, draw_switch, draw_uplink

NARROWEST = 20
CARD_ROWS = 2
"""Rows of cards that a switch may have, where there is no limit of height."""
RAILS = 3
"""Tunnels that are drawn beside the nodes; more are told in words only."""
SPINE = 2
"""Columns from a node's frame to the stroke that is its routing."""


def paint(
    scene: Scene,
    columns: int = 80,
    *,
    height: int | None = None,
    highlight: Highlight | None = None,
    ascii_only: bool = False,
) -> list[Line]:
    """The map; with a height, cards become lists where that makes it fit."""
    lines: list[Line] = []
    for card_rows in range(CARD_ROWS, -1, -1):
        lines = _paint(
            scene, Canvas(max(columns, NARROWEST), ascii_only=ascii_only), highlight or {}, card_rows
        )
        if height is None or len(lines) <= height:
            break
    return lines


def _paint(scene: Scene, canvas: Canvas, highlight: Highlight, card_rows: int) -> list[Line]:
    rail = None if scene.wire is None else 0
    several = [tunnel.vni for tunnel in scene.tunnels if len(tunnel.ends) > 1][:RAILS]
    edge = canvas.columns - 1 - 2 * len(several)
    sheet = Sheet(
        canvas=canvas,
        highlight=highlight,
        card_rows=card_rows,
        left=(0 if rail is None else 2) + 2 * SPINE + 2,
        right=edge - 2,
        rail=rail,
        tunnels={vni: edge + 2 * position for position, vni in enumerate(several, 1)},
    )
    y = 0
    for node in scene.nodes:
        y = _draw_plain(sheet, node, y) if node.plain else _draw_node(sheet, scene, node, y)
    _draw_wire(sheet, scene, y)
    _draw_tunnels(sheet)
    return canvas.lines()


def _draw_node(sheet: Sheet, scene: Scene, node: Node, top: int) -> int:
    y = top + 1
    plugs = []
    for switch in node.switches:
        y, row = draw_switch(sheet, switch, y, scene.tunnels, node.name)
        plugs += [(row, False)] if switch.routed else []
    y = _draw_loose(sheet, node, y)
    for uplink in node.uplinks:
        y, row = draw_uplink(sheet, uplink, y)
        plugs.append((row, uplink.wired))
    for line in (line for note in notes(node) for line in wrap(note, sheet.columns - MARK_ROOM)):
        sheet.canvas.put_line(sheet.left, y, line)
        sheet.point_left_of(sheet.right + 1, y, MARK_ROOM, (piece.thing for piece in line))
        y += 1
    _draw_frame(sheet, node, top, y)
    _draw_routing(sheet, node, plugs)
    return y + 1


def _draw_loose(sheet: Sheet, node: Node, y: int) -> int:
    for row in rows_of([card(cable, loose=True) for cable in node.loose], sheet.columns - INDENT):
        y, _ = draw_row(sheet, row, sheet.left + INDENT, y, sheet.columns - INDENT)
    return y


def _draw_frame(sheet: Sheet, node: Node, top: int, bottom: int) -> None:
    put, left, right = sheet.canvas.put, _frame(sheet), sheet.right + 2
    put(left, top, f"╭{'─' * (right - left - 1)}╮", Style.NODE, node.id)
    put(left + 1, top, f" {node.name} ", Style.NAME, node.id)
    for x in (left, right):
        sheet.canvas.column(x, top + 1, bottom - 1, "│", Style.NODE, node.id)
    put(left, bottom, f"╰{'─' * (right - left - 1)}╯", Style.NODE, node.id)
    sheet.point_left_of(right - 1, top, MARK_ROOM, (node.id,))


def _draw_routing(sheet: Sheet, node: Node, plugs: list[tuple[int, bool]]) -> None:
    """The stroke that joins the switches and links which the node itself is plugged into."""
    spine, frame = sheet.left - 1 - SPINE, _frame(sheet)
    for position, (row, wired) in enumerate(plugs):
        up, down = position > 0, position < len(plugs) - 1
        corner = {(True, True): "├", (True, False): "└", (False, True): "┌", (False, False): "─"}[up, down]
        if wired and sheet.rail is not None:
            sheet.canvas.put(sheet.rail + 1, row, "─┼" + "─" * (spine - frame - 1), Style.WIRE, node.id)
            corner = {"├": "┼", "└": "┴", "┌": "┬"}.get(corner, corner)
            sheet.wired.append(row)
        sheet.canvas.put(spine, row, f"{corner}{'─' * SPINE}", Style.ROUTE, node.id)
        _plug_in(sheet, row)
    if plugs:
        sheet.canvas.column(spine, plugs[0][0], plugs[-1][0], "│", Style.ROUTE, node.id)


def _plug_in(sheet: Sheet, row: int) -> None:
    joint = {"┃": "┨", "║": "╢"}.get(sheet.canvas.at(sheet.left, row), " ")
    sheet.canvas.put(sheet.left, row, joint, Style.ROUTE)


def _draw_plain(sheet: Sheet, node: Node, y: int) -> int:
    """A neighbour without anything of Docker's: one line on the wire for each of its links."""
    for uplink in node.uplinks:
        link = uplink.link
        words = [Piece(node.name, Style.NAME, node.id), Piece(link.name, Style.LINK, link.id)]
        words += [Piece(address.text, Style.ADDRESS, address.id) for address in link.addresses]
        for row, line in enumerate(wrap(words, sheet.columns - MARK_ROOM)):
            sheet.canvas.put_line(_frame(sheet) + 1, y, line)
            sheet.point_left_of(sheet.right + 1, y, MARK_ROOM, (piece.thing for piece in line))
            if not row and uplink.wired and sheet.rail is not None:
                sheet.canvas.put(sheet.rail + 1, y, "─", Style.WIRE, node.id)
                sheet.wired.append(y)
            y += 1
    return y


def _draw_wire(sheet: Sheet, scene: Scene, y: int) -> None:
    if scene.wire is None or sheet.rail is None:
        return
    top = min(sheet.wired, default=y)
    sheet.canvas.put(sheet.rail, y, f"╙─ {_('wire {network}', network=scene.wire)}", Style.WIRE)
    for row in sheet.wired:
        sheet.canvas.put(sheet.rail, row, "╓" if row == top else "╟", Style.WIRE)
    sheet.canvas.column(sheet.rail, top, y - 1, "║", Style.WIRE)


def _draw_tunnels(sheet: Sheet) -> None:
    for vni, x in sheet.tunnels.items():
        rows = sheet.ends[vni]
        for row in rows:
            sheet.canvas.put(
                x, row, "╮" if row == min(rows) else "╯" if row == max(rows) else "┤", Style.TUNNEL
            )
        if rows:
            sheet.canvas.column(x, min(rows), max(rows), "┆", Style.TUNNEL)


def _frame(sheet: Sheet) -> int:
    return sheet.left - 2 * SPINE - 2
