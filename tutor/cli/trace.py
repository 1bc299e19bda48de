"""``tutor trace``: the path of a packet, predicted from the live state and proved by the kernel."""

import asyncio
import json as json_format
import shutil
import sys
from collections.abc import Iterable
from typing import Annotated, Literal

from cyclopts import Parameter

from tutor.cli.colours import coloured
from tutor.cli.options import NEWEST_LAB, Json, Language, WatchOptions
from tutor.cli.speaking import speak
from tutor.lab.host_node import Watched
from tutor.language import _
from tutor.lesson.flow import Flow, FlowError, parse
from tutor.lesson.parts import OUTSIDE
from tutor.map import Mark, build, mermaid, svg
from tutor.session.walk import things
from tutor.state import State
from tutor.trace.hop import Path
from tutor.trace.observers import observing
from tutor.trace.plain import to_plain
from tutor.trace.prove import trace as follow
from tutor.trace.text import Style, paint

Form = Literal["text", "svg", "mermaid"]
_COLOURS: dict[str, str] = {
    Style.DIM: "2",
    Style.PLACE: "1",
    Style.LABEL: "36",
    Style.GOOD: "32",
    Style.BAD: "1;31",
    Style.OPEN: "33",
    Style.REWRITTEN: "35",
    Style.LOST: "1;31",
}


def trace(
    *flow: Annotated[str, Parameter(help="from=web to=db:80 [icmp] …, or: port 8080", show=True)],
    place: WatchOptions = NEWEST_LAB,
    proof: Annotated[
        bool, Parameter(negative="--no-proof", help="Send a packet and have the kernel prove it.")
    ] = True,
    width: Annotated[int, Parameter(help="Columns of text; without it, the terminal's.")] = 0,
    form: Annotated[Form, Parameter(name="--format", help="Text, or the map with the path marked.")] = "text",
    json: Json = False,
    language: Language = "",
) -> None:
    """Follow a packet from where it is sent to the socket that gets it, and the answer back.

    Each hop has its reason: route, rule, rewritten address, cable, namespace. A real packet is sent, and each hop is
    marked: ✓ the kernel confirms it, ✗ the kernel says otherwise, ? it cannot be observed.

    Exit status 0 when the packet arrives, 1 when it does not, 4 when the kernel contradicts the prediction.
    """
    speak(language)
    nodes = place.nodes()
    wanted = _flow(flow, nodes)
    path, state = asyncio.run(_trace(wanted, nodes, proof=proof))
    if form != "text":
        print(_drawn(path, state, form), end="")
    elif json:
        print(json_format.dumps(to_plain(path), ensure_ascii=False, indent=1))
    else:
        columns = width or min(100, shutil.get_terminal_size().columns)
        print("".join(f"{coloured(line, _COLOURS)}\n" for line in paint(path, columns)), end="")
    sys.exit(_status(path))


async def _trace(flow: Flow, nodes: list[Watched], *, proof: bool) -> tuple[Path, State]:
    async with observing(nodes) as observers:
        return await follow(flow, observers, proof=proof), observers.state


def _drawn(path: Path, state: State, form: Form) -> str:
    """The map, with every link and place marked that the packet, or its answer, passes."""
    scene = build(state)
    marks = {
        thing: Mark.PACKET for at in range(len(path.hops)) for thing in things(path.hops, at, scene, state)
    }
    return (
        svg.paint(scene, highlight=marks) + "\n" if form == "svg" else mermaid.paint(scene, highlight=marks)
    )


def _flow(words: tuple[str, ...], nodes: Iterable[Watched]) -> Flow:
    """The flow that the words say; ``port 8080`` is what comes to that port from outside."""
    if words and words[0] == "port":
        if len(words) != 2:  # noqa: PLR2004 # the word and the port
            raise FlowError(_("a port is asked for like this: tutor trace port 8080, or 53/udp"))
        source = OUTSIDE if any(node.name == OUTSIDE for node in nodes) else "host"
        return parse([f"from={source}", f"to=host:{words[1]}"])
    return parse(words)


def _status(path: Path) -> int:
    contradicted = 4
    if any(hop.standing == "contradicted" for hop in path.hops):
        return contradicted
    return 0 if path.arrives else 1
