"""A scene as vertices and edges, for the formats whose readers do the layout themselves."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from tutor.language import _
from tutor.map.card import card, end_words
from tutor.map.piece import Line, Piece
from tutor.map.says import notes, switch_words, uplink_words
from tutor.map.scene import Cable, Id, Node, Scene, Switch, Uplink

WIRE = "wire"
PER_LINE = 2
"""Words of a switch in one line of its label."""


@dataclass(frozen=True, slots=True)
class Vertex:
    """A box, switch, uplink, loose end, note, or the wire."""

    key: Id
    kind: str
    lines: tuple[str, ...]
    things: tuple[Id, ...]
    node: str | None = None
    """Node that it is in."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A cable, a way of the node's routing, a plug in the wire, or a tunnel."""

    start: Id
    end: Id
    kind: str
    lines: tuple[str, ...] = ()
    things: tuple[Id, ...] = ()


@dataclass(frozen=True, slots=True)
class Graph:
    """Everything on a map, without places."""

    vertices: tuple[Vertex, ...]
    edges: tuple[Edge, ...]


def graph(scene: Scene) -> Graph:
    """The scene as a graph; a box with several cables is one vertex."""
    parts = [part for node in scene.nodes for part in _node(node)]
    parts += _tunnels(scene)
    vertices = {part.key: part for part in parts if isinstance(part, Vertex)}
    if scene.wire is not None:
        vertices[WIRE] = Vertex(WIRE, "wire", (_("wire {network}", network=scene.wire).strip(),), ())
    return Graph(tuple(vertices.values()), tuple(part for part in parts if isinstance(part, Edge)))


def _node(node: Node) -> Iterator[Vertex | Edge]:
    for switch in node.switches:
        yield from _switch(node, switch)
    for cable in node.loose:
        yield from _loose(node, cable)
    for uplink in node.uplinks:
        yield from _uplink(node, uplink)
    for position, line in enumerate(notes(node)):
        key = f"{node.id} note {position}"
        yield Vertex(key, "note", tuple(piece.text for piece in line), _things(line), node.name)


def _switch(node: Node, switch: Switch) -> Iterator[Vertex | Edge]:
    yield _plugged(node, "switch", switch.link.id, list(switch_words(switch)))
    for cable in switch.cables:
        yield from _cable(node, cable, switch.link.id)
    if switch.routed and node.uplinks:
        yield Edge(switch.link.id, node.uplinks[0].link.id, "route")


def _uplink(node: Node, uplink: Uplink) -> Iterator[Vertex | Edge]:
    name = [Piece(node.name, thing=node.id)] if node.plain else []
    yield _plugged(node, "uplink", uplink.link.id, [*name, *uplink_words(uplink)])
    for cable in uplink.children:
        yield from _cable(node, cable, uplink.link.id)
    if uplink.wired:
        yield Edge(uplink.link.id, WIRE, "wire")


def _plugged(node: Node, kind: str, key: Id, words: list[Piece]) -> Vertex:
    texts = [piece.text for piece in words]
    lines = ("  ".join(texts[start : start + PER_LINE]) for start in range(0, len(texts), PER_LINE))
    return Vertex(key, kind, tuple(lines), _things(words), None if node.plain else node.name)


def _cable(node: Node, cable: Cable, end: Id) -> Iterator[Vertex | Edge]:
    yield _box(node, cable)
    line = end_words(cable.end) if cable.end else ()
    tail = card(cable).tail
    texts = ("".join(piece.text for piece in line), tail.text if tail else "")
    things = _things([*line, *((tail,) if tail else ())])
    yield Edge(cable.box.id, end, "cable", tuple(filter(None, texts)), things)


def _loose(node: Node, cable: Cable) -> Iterator[Vertex | Edge]:
    yield _box(node, cable)
    if cable.end:
        tail = card(cable, loose=True).tail
        words = tail.text if tail else ""
        key = f"loose {cable.end.id}"
        yield Vertex(key, "loose", (words,), (cable.port.id,) if cable.port else (), node.name)
        line = end_words(cable.end)
        yield Edge(cable.box.id, key, "cable", ("".join(piece.text for piece in line),), _things(line))


def _box(node: Node, cable: Cable) -> Vertex:
    box = cable.box
    doors = [door for link in box.interfaces for door in link.published]
    lines = (
        card(cable).title,
        *(door.text for door in doors),
        *(f"+ {tenant.text}" for tenant in box.sharing),
    )
    things = (box.id, *(label.id for label in (*doors, *box.sharing)))
    return Vertex(box.id, "box", lines, things, node.name)


def _tunnels(scene: Scene) -> Iterator[Edge]:
    homes = {
        port.id: switch.link.id for node in scene.nodes for switch in node.switches for port in switch.ports
    }
    for tunnel in scene.tunnels:
        for start, end in pairwise(tunnel.ends):
            yield Edge(
                homes.get(start, start),
                homes.get(end, end),
                "tunnel",
                (_("overlay {number}", number=tunnel.vni),),
                (start, end),
            )


def _things(line: Iterable[Piece] | Line) -> tuple[Id, ...]:
    return tuple(dict.fromkeys(piece.thing for piece in line if piece.thing))
