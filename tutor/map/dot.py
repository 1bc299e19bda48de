"""The map for Graphviz."""

from collections.abc import Iterable, Iterator

from tutor.map.clean import clean
from tutor.map.graph import Edge, Graph, Vertex, graph
from tutor.map.marks import Highlight, strongest
from tutor.map.scene import Id, Scene
from tutor.map.svg_parts import LIGHT

_SHAPES = {
    "box": f'shape=box style="rounded,filled" fillcolor="{LIGHT["card"]}"',
    "switch": f'shape=box style=filled fillcolor="{LIGHT["switch"]}" color="{LIGHT["switch-edge"]}"',
    "uplink": f'shape=box style=filled fillcolor="{LIGHT["uplink"]}"',
    "wire": "shape=plaintext",
    "loose": "shape=plaintext",
    "note": "shape=note",
}
_STROKES = {
    "cable": f'color="{LIGHT["cable"]}"',
    "route": f'color="{LIGHT["route"]}"',
    "wire": f'color="{LIGHT["wire"]}" penwidth=3',
    "tunnel": f'color="{LIGHT["tunnel"]}" style=dashed constraint=false',
}


def paint(scene: Scene, *, highlight: Highlight | None = None) -> str:
    """The map as the text of an undirected graph."""
    return "\n".join(_lines(graph(scene), highlight or {})) + "\n"


def _lines(drawn: Graph, highlight: Highlight) -> Iterator[str]:
    yield "graph map {"
    yield '    node [fontname="monospace" fontsize=11]; edge [fontname="monospace" fontsize=10];'
    for number, node in enumerate(dict.fromkeys(vertex.node for vertex in drawn.vertices)):
        inside = [vertex for vertex in drawn.vertices if vertex.node == node]
        if node is None:
            yield from (f"    {_vertex(vertex, highlight)}" for vertex in inside)
            continue
        yield f"    subgraph cluster_{number} {{"
        yield f"        label={_quoted([node])}; style=rounded; fontname=monospace;"
        yield from (f"        {_vertex(vertex, highlight)}" for vertex in inside)
        yield "    }"
    yield from (f"    {_edge(edge, highlight)}" for edge in drawn.edges)
    yield "}"


def _vertex(vertex: Vertex, highlight: Highlight) -> str:
    look = f"{_SHAPES[vertex.kind]}{_mark(vertex.things, highlight)}"
    return f"{_quoted([vertex.key])} [label={_quoted(vertex.lines)} {look}];"


def _edge(edge: Edge, highlight: Highlight) -> str:
    look = f"{_STROKES[edge.kind]}{_mark(edge.things, highlight)}"
    return f"{_quoted([edge.start])} -- {_quoted([edge.end])} [label={_quoted(edge.lines)} {look}];"


def _mark(things: Iterable[Id], highlight: Highlight) -> str:
    mark = strongest(things, highlight)
    return f' color="{LIGHT[mark]}" penwidth=4 tooltip={mark}' if mark else ""


def _quoted(lines: Iterable[str]) -> str:
    """Lines as one quoted string, in which nothing is markup or an escape."""
    texts = (clean(line).replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    return '"' + "\\n".join(texts) + '"'
