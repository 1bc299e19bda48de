"""The map as a Mermaid flowchart, for pages that draw those (GitHub does)."""

from collections.abc import Iterable, Iterator

from tutor.map.graph import Edge, Graph, Vertex, graph
from tutor.map.marks import Highlight, Mark, strongest
from tutor.map.scene import Id, Scene
from tutor.map.svg_parts import LIGHT

_SHAPES = {
    "box": ("(", ")"),
    "switch": ("[[", "]]"),
    "uplink": ("[", "]"),
    "wire": ("([", "])"),
    "loose": (">", "]"),
    "note": ("[", "]"),
}
_STROKES = {"cable": "---", "route": "-.-", "wire": "===", "tunnel": "-.-"}
_SAFE = frozenset(" .:/-(),→…")


def paint(scene: Scene, *, highlight: Highlight | None = None) -> str:
    """The map as the text of a flowchart."""
    drawn = graph(scene)
    keys = {vertex.key: f"v{number}" for number, vertex in enumerate(drawn.vertices)}
    return "\n".join(_lines(drawn, keys, highlight or {})) + "\n"


def _lines(drawn: Graph, keys: dict[Id, str], highlight: Highlight) -> Iterator[str]:
    yield "flowchart TB"
    for number, node in enumerate(dict.fromkeys(vertex.node for vertex in drawn.vertices)):
        inside = [vertex for vertex in drawn.vertices if vertex.node == node]
        if node is None:
            yield from (f"    {_vertex(vertex, keys)}" for vertex in inside)
            continue
        yield f'    subgraph n{number}["{_quoted([node])}"]'
        yield from (f"        {_vertex(vertex, keys)}" for vertex in inside)
        yield "    end"
    yield from (f"    {_edge(edge, keys)}" for edge in drawn.edges)
    yield from _marks(drawn, keys, highlight)


def _vertex(vertex: Vertex, keys: dict[Id, str]) -> str:
    before, after = _SHAPES[vertex.kind]
    return f'{keys[vertex.key]}{before}"{_quoted(vertex.lines)}"{after}'


def _edge(edge: Edge, keys: dict[Id, str]) -> str:
    words = f'|"{_quoted(edge.lines)}"|' if edge.lines else ""
    return f"{keys[edge.start]} {_STROKES[edge.kind]}{words} {keys[edge.end]}"


def _marks(drawn: Graph, keys: dict[Id, str], highlight: Highlight) -> Iterator[str]:
    if not highlight:
        return
    yield from (f"    classDef {mark} stroke:{LIGHT[mark]},stroke-width:4px" for mark in Mark)
    for vertex in drawn.vertices:
        if mark := strongest(vertex.things, highlight):
            yield f"    class {keys[vertex.key]} {mark}"
    for number, edge in enumerate(drawn.edges):
        if mark := strongest(edge.things, highlight):
            yield f"    linkStyle {number} stroke:{LIGHT[mark]},stroke-width:4px"


def _quoted(lines: Iterable[str]) -> str:
    """Lines for between quotes: whatever could mean something to Mermaid is written as its number."""
    return "<br/>".join("".join(map(_char, line)) for line in lines)


def _char(char: str) -> str:
    return char if char.isalnum() or char in _SAFE else f"#{ord(char)};"
