"""The map as a picture for pages and journals: it stands alone, and knows light and dark."""

from tutor.language import _
from tutor.map.card import card
from tutor.map.marks import Highlight
from tutor.map.piece import Line, Piece, Style, join, line_width, wrap
from tutor.map.says import notes, port_words, switch_words, uplink_words
from tutor.map.scene import Label, Node, Scene, Switch
from tutor.map.svg_parts import CHAR, area, stylesheet, tag, wider, words
from tutor.map.svg_switch import APART, LINE, Picture, draw_cards, draw_plugged

FEWEST, MOST = 3, 5
"""Cards beside each other."""
RAIL, FRAME, ROUTING, LEFT = 26, 48, 68, 94
"""Where from the left the wire is, a node's frame, its routing and its contents."""
AROUND = 18
"""Between a node's frame and what is near it."""


def paint(scene: Scene, *, highlight: Highlight | None = None) -> str:
    """The map as an SVG document."""
    picture = Picture(highlight or {}, _many(scene), LEFT)
    y = float(AROUND)
    for node in scene.nodes:
        y = _draw_plain(picture, node, y) if node.plain else _draw_node(picture, scene, node, y)
    y = _draw_wire(picture, scene, y)
    return _document(picture, _draw_tunnels(picture), y)


def _many(scene: Scene) -> int:
    groups = [len(switch.cables) for node in scene.nodes for switch in node.switches]
    groups += [len(uplink.children) for node in scene.nodes for uplink in node.uplinks]
    return min(MOST, max([FEWEST, *groups]))


def _draw_node(picture: Picture, scene: Scene, node: Node, top: float) -> float:
    plugs: list[tuple[float, bool]] = []
    y = top + 44
    for switch in node.switches:
        y, middle = _draw_switch(picture, scene, node, switch, y)
        plugs += [(middle, False)] if switch.routed else []
    y = _draw_loose(picture, node, y)
    for uplink in node.uplinks:
        lines = wrap(uplink_words(uplink), _room(picture))
        cards = [card(cable) for cable in uplink.children]
        y, middle = draw_plugged(picture, cards, lines, y, "uplink", uplink.link.id)
        plugs.append((middle, uplink.wired))
    y = _draw_notes(picture, node, y)
    _draw_frame(picture, node, top, y)
    _draw_routing(picture, plugs)
    return y + AROUND


def _draw_switch(picture: Picture, scene: Scene, node: Node, switch: Switch, y: float) -> tuple[float, float]:
    lines = wrap(switch_words(switch), _room(picture))
    lines += [port_words(port, scene.tunnels, node.name) for port in switch.ports]
    cards = [card(cable) for cable in switch.cables]
    y, middle = draw_plugged(picture, cards, lines, y, "switch", switch.link.id)
    several = {tunnel.vni for tunnel in scene.tunnels if len(tunnel.ends) > 1}
    for position, port in enumerate(switch.ports, len(lines) - len(switch.ports)):
        if port.vni in several:
            picture.ends[port.vni or ""].append(middle + LINE * position)
    return y, middle


def _draw_loose(picture: Picture, node: Node, y: float) -> float:
    cards = [card(cable, loose=True) for cable in node.loose]
    for start in range(0, len(cards), picture.many):
        _, y = draw_cards(picture, cards[start : start + picture.many], y)
        y += APART / 2
    return y


def _draw_notes(picture: Picture, node: Node, y: float) -> float:
    for line in (line for note in notes(node) for line in wrap(note, _room(picture))):
        picture.above.append(words(line, picture.left, y + LINE / 2))
        picture.glow((piece.thing for piece in line), picture.right, y + LINE / 2)
        y += LINE + 2
    return y + (AROUND / 2 if any(notes(node)) else 0)


def _draw_frame(picture: Picture, node: Node, top: float, bottom: float) -> None:
    where = (FRAME, top, picture.right + AROUND - FRAME, bottom - top)
    picture.below.append(area(where, "panel", 12))
    title = (Piece(node.name, Style.NAME, node.id),)
    picture.above.append(words(title, FRAME + 16, top + 22, extra="title"))
    picture.glow((node.id,), picture.right, top + 22)


def _draw_routing(picture: Picture, plugs: list[tuple[float, bool]]) -> None:
    """The stroke that joins the switches and links which the node itself is plugged into."""
    for y, wired in plugs:
        picture.middle.append(tag("path", class_="route", d=f"M{ROUTING},{y:g}H{picture.left:g}"))
        if wired:
            picture.middle.append(tag("path", class_="cable", d=f"M{RAIL},{y:g}H{ROUTING}"))
            picture.wired.append(y)
    if plugs:
        picture.middle.append(tag("path", class_="route", d=f"M{ROUTING},{plugs[0][0]:g}V{plugs[-1][0]:g}"))


def _draw_plain(picture: Picture, node: Node, y: float) -> float:
    """A neighbour without anything of Docker's: a small box on the wire for each of its links."""
    for uplink in node.uplinks:
        line = (Piece(f"{node.name}  ", Style.NAME), *_spaced(uplink.link.name, *uplink.link.addresses))
        middle, wide = y + 16, line_width(line) * CHAR + 28
        where = (FRAME, y, wide, 32.0)
        picture.below.append(area(where, "panel", 8))
        picture.above.append(words(line, FRAME + 14, middle))
        picture.glow((node.id, uplink.link.id), FRAME + wide + 90, middle, wider(where))
        picture.middle.append(tag("path", class_="cable", d=f"M{RAIL},{middle:g}H{FRAME}"))
        picture.wired.append(middle)
        y += 32 + AROUND
    return y


def _spaced(name: str, *addresses: Label) -> Line:
    return join([Piece(name, Style.LINK), *(Piece(found.text, Style.ADDRESS) for found in addresses)])


def _draw_wire(picture: Picture, scene: Scene, y: float) -> float:
    if scene.wire is None:
        return y
    label = (Piece(_("wire {network}", network=scene.wire).strip(), Style.WIRE),)
    top = min(picture.wired, default=y)
    picture.middle.append(tag("path", class_="wire", d=f"M{RAIL},{top:g}V{y + 6:g}", stroke_linecap="round"))
    picture.above.append(words(label, RAIL + 12, y + 2))
    return y + AROUND + 8


def _draw_tunnels(picture: Picture) -> float:
    """The tunnels at the right; how wide the picture becomes."""
    right = picture.right + AROUND
    for vni, ends in picture.ends.items():
        right += 24
        paths = (
            f"M{picture.right:g},{y:g}H{right - 10:g}Q{right:g},{y:g} {right:g},{_towards(y, ends):g}"
            for y in ends
        )
        stroke = f"M{right:g},{min(ends) + 10:g}V{max(ends) - 10:g}"
        picture.middle.append(tag("path", class_="tunnel", d="".join((*paths, stroke))))
        label = (Piece(_("overlay {number}", number=vni), Style.TUNNEL),)
        middle = (min(ends) + max(ends)) / 2
        turned = words(label, 0, 0, anchor="middle")
        picture.above.append(tag("g", turned, transform=f"translate({right + 12:g},{middle:g}) rotate(90)"))
    return right + AROUND + (10 if picture.ends else 0)


def _towards(y: float, ends: list[float]) -> float:
    return y + 10 if y < max(ends) else y - 10


def _room(picture: Picture) -> int:
    return int((picture.wide - 28 - 90) / CHAR)


def _document(picture: Picture, wide: float, high: float) -> str:
    return tag(
        "svg",
        tag("title", _("Map of the network")),
        tag("style", stylesheet()),
        tag("rect", class_="paper", width="100%", height="100%", rx=10),
        *picture.below,
        *picture.middle,
        *picture.above,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {wide:g} {high:g}",
        width=f"{wide:g}",
        height=f"{high:g}",
        role="img",
    )
