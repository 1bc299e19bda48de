"""``tutor map``: the network of a running lab as a drawing."""

import asyncio
import locale
import shutil
import sys
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Literal

from cyclopts import Parameter

from tutor.cli.colours import coloured
from tutor.cli.options import NEWEST_LAB, WatchOptions
from tutor.errors import TutorError
from tutor.lab.host_node import Watched
from tutor.map import Highlight, Scene, build, compare, dot, mermaid, svg, text
from tutor.map.piece import Style
from tutor.observe.client import ObserverClient, as_error
from tutor.state import Change, State

Format = Literal["text", "svg", "mermaid", "dot"]
Told = Change | str | TutorError
"""What an observer tells: what changed, trouble in words, or why it has ended."""
CLEAR = "\x1b[H\x1b[2J\x1b[3J"
_COLOURS: dict[str, str] = {
    Style.DIM: "2",
    Style.NAME: "1",
    Style.ADDRESS: "36",
    Style.SWITCH: "34",
    Style.NETWORK: "34",
    Style.CABLE: "32",
    Style.PUBLISHED: "35",
    Style.ROUTE: "33",
    Style.TUNNEL: "35",
    Style.NEW: "1;32",
    Style.CHANGED: "1;33",
    Style.GONE: "2",
    Style.REFUTED: "1;31",
    Style.PACKET: "1;36",
}


def draw(
    *,
    form: Annotated[Format, Parameter(name="--format", help="How to draw.")] = "text",
    watched: WatchOptions = NEWEST_LAB,
    node: Annotated[str, Parameter(help="Draw this node only.")] = "",
    width: Annotated[int, Parameter(help="Columns of text; without it, the terminal's.")] = 0,
    watch: Annotated[bool, Parameter(help="Draw again whenever something changes, until Ctrl-C.")] = False,
) -> None:
    """Draw the network of a running lab, or of this machine: switches, cables, containers, addresses, published ports."""
    if watch and form != "text":
        raise TutorError(f"--watch draws text, not {form}", "leave out one of the two")
    columns = width or shutil.get_terminal_size().columns
    asyncio.run(_draw([watched.node(node)] if node else watched.nodes(), form, columns, watch=watch))


async def _draw(nodes: list[Watched], form: Format, columns: int, *, watch: bool) -> None:
    before: Scene | None = None
    async with aclosing(_states(nodes, patient=watch)) as states:
        async for state in states:
            scene = build(state)
            marks = compare(before, scene) if before else {}
            clear = CLEAR if watch and sys.stdout.isatty() else ""
            print(f"{clear}{_painted(scene, form, columns, marks)}", end="", flush=True)
            if not watch:
                return
            before = scene


async def _states(nodes: list[Watched], *, patient: bool) -> AsyncGenerator[State]:
    """The lab's state, first when every node has told its own, then after each change.

    Trouble with an engine raises TutorError, but for the patient, who are told of it and wait.
    """
    told: asyncio.Queue[tuple[str, Told]] = asyncio.Queue()
    listeners = [asyncio.create_task(_listen(node, told)) for node in nodes]
    state, silent = State(), {node.name for node in nodes}
    try:
        while True:
            name, news = await told.get()
            if isinstance(news, TutorError):
                raise news
            if isinstance(news, Change):
                state = state.apply(news)
                silent.discard(name)
            elif news and not patient:
                raise as_error(news)
            elif news:
                print(f"{name}: {news}", file=sys.stderr)
            if not silent and told.empty() and isinstance(news, Change):
                yield state
    finally:
        for listener in listeners:
            listener.cancel()
        await asyncio.gather(*listeners, return_exceptions=True)


async def _listen(node: Watched, told: asyncio.Queue[tuple[str, Told]]) -> None:
    try:
        async with ObserverClient(node) as observer:
            async for news in observer.changes():
                told.put_nowait((node.name, news))
    except TutorError as error:
        told.put_nowait((node.name, error))


def _painted(scene: Scene, form: Format, columns: int, marks: Highlight) -> str:
    match form:
        case "svg":
            return svg.paint(scene) + "\n"
        case "mermaid":
            return mermaid.paint(scene)
        case "dot":
            return dot.paint(scene)
    lines = text.paint(scene, columns, highlight=marks, ascii_only=not _speaks_unicode())
    return "".join(f"{coloured(line, _COLOURS)}\n" for line in lines)


def _speaks_unicode() -> bool:
    return (sys.stdout.encoding or locale.getencoding()).lower().replace("-", "") == "utf8"
