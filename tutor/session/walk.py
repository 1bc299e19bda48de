"""Where on the map a packet is at each hop."""

from collections.abc import Iterator, Sequence

from tutor.map import Id, Scene
from tutor.state import Row, State
from tutor.trace import Hop


def things(hops: Sequence[Hop], at: int, scene: Scene, state: State) -> list[Id]:
    """The things on a map that stand for the place where a packet is: links and ports, else its namespace.

    While rules and routes are asked, a packet is still at the link by which it came.
    """
    hop = hops[at]
    if hop.kind in ("rule", "policy", "known", "route"):
        came = (
            each for each in reversed(hops[:at]) if each.visit == hop.visit and each.kind in ("in", "switch")
        )
        hop = next(came, hop)
    rows = [
        row for name in _links(hop) for row in state.find("link", node=hop.node, netns=hop.netns, name=name)
    ]
    found = [point for row in rows if (point := scene.point(row))]
    if hop.kind in ("starts", "socket", "answers", "arrives", "lost", "proxy") or not found:
        found = [point for row in _places(hop, state) if (point := scene.point(row))] or found
    return list(dict.fromkeys(found))


def _links(hop: Hop) -> Iterator[str]:
    """The links that a hop is at; with a bridge, its ports."""
    if hop.kind == "switch":
        yield from filter(None, (hop.link, hop.via, hop.to))
    elif hop.link and hop.link != "lo":
        yield hop.link


def _places(hop: Hop, state: State) -> list[Row]:
    rows = state.find("container", node=hop.node, name=hop.netns)
    return rows or state.find("namespace", node=hop.node, name=hop.netns)
