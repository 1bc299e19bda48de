"""The map for Mermaid and Graphviz: whole, and never broken by a name."""

import re

from hypothesis import given

from tests.map import golden, rows
from tests.map.anything import MARKS, STATES, pointed
from tutor.map import Mark, build, dot, mermaid
from tutor.map.graph import graph
from tutor.state import State

MERMAID = re.compile(
    r'flowchart TB|subgraph n\d+\["[^"]*"\]|end|v\d+[(\[>]+"[^"]*"[)\]]+|v\d+ [-.=]+(\|"[^"]*"\|)? v\d+'
    r"|classDef \w+ [\w#:,-]+|class v\d+ \w+|linkStyle \d+ [\w#:,-]+"
)
QUOTED = r'"(?:[^"\\]|\\.)*"'
DOT = re.compile(
    rf"graph map \{{|subgraph cluster_\d+ \{{|\}}|label={QUOTED}; style=rounded; fontname=monospace;"
    rf"|(node|edge) \[.*|{QUOTED}( -- {QUOTED})? \[(\w+=({QUOTED}|\w+) ?)+\];"
)


def test_mermaid() -> None:
    golden.check("swarm.mmd", mermaid.paint(build(rows.swarm())))
    golden.check(
        "zoo.mmd",
        mermaid.paint(
            build(rows.zoo()),
            highlight={"link alpha/host/veth1a2b3c4": Mark.NEW, "container alpha/db": Mark.REFUTED},
        ),
    )


def test_dot() -> None:
    golden.check("zoo.dot", dot.paint(build(rows.zoo()), highlight={"container alpha/db": Mark.REFUTED}))


def test_a_box_with_two_cables_is_one_vertex() -> None:
    drawn = graph(build(rows.zoo()))
    assert len([vertex for vertex in drawn.vertices if vertex.lines[0] == "web"]) == 1
    assert len([edge for edge in drawn.edges if edge.start == "container alpha/web"]) == 2


@given(STATES)
def test_every_edge_has_two_ends(state: State) -> None:
    drawn = graph(build(state))
    keys = {vertex.key for vertex in drawn.vertices}
    assert all(edge.start in keys and edge.end in keys for edge in drawn.edges)


@given(STATES, MARKS)
def test_whatever_things_are_called_mermaid_stays_mermaid(state: State, mark: Mark) -> None:
    for line in mermaid.paint(build(state), highlight=pointed(state, mark)).splitlines():
        assert MERMAID.fullmatch(line.strip())
        assert line.isprintable()


@given(STATES, MARKS)
def test_whatever_things_are_called_dot_stays_dot(state: State, mark: Mark) -> None:
    for line in dot.paint(build(state), highlight=pointed(state, mark)).splitlines():
        assert DOT.fullmatch(line.strip())
        assert line.isprintable()


def test_a_name_ends_no_string_of_dot() -> None:
    bridge = rows.link("host", '\\"]; x', 9, kind="bridge")
    assert 'label="\\\\\\"]; x' in dot.paint(build(State([*rows.host(), bridge])))
