"""Path: a packet is followed hop by hop; on the map above, it walks."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.timer import Timer
from textual.widgets import Input, Static

from tutor.errors import TutorError
from tutor.language import _
from tutor.map import Mark, build, text
from tutor.map.piece import Style as MapStyle
from tutor.session import Session
from tutor.session.walk import things
from tutor.trace import Path, parse
from tutor.trace.text import Block, Style, blocks
from tutor.tui.glyphs import CAN_SHOW_GLYPHS
from tutor.tui.widgets.map_panel import content
from tutor.tui.widgets.typed_line import TypedLine

PACE = 0.6
"""Seconds that a packet stays at each hop."""
STYLES = {
    Style.DIM: "$text-muted",
    Style.PLACE: "bold $text-primary",
    Style.LABEL: "$text-accent",
    Style.GOOD: "$text-success",
    Style.BAD: "bold $text-error",
    Style.OPEN: "$text-warning",
    Style.REWRITTEN: "bold $text-warning",
    Style.LOST: "bold $text-error",
}
SCROLL_BAR = 2
"""Columns that the bar at the right takes."""
EXAMPLE = "from=outside to=host:8080"


class PathPanel(Vertical):
    """Asks for a flow, shows its path, and lets the packet walk it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "ask", _("Flow"), key_display="/"),
        Binding("enter", "trace", _("Follow")),
        Binding("down,j", "step(1)", _("Hop"), key_display="↓"),
        Binding("up,k", "step(-1)", _("Hop before"), key_display="↑", show=False),
        Binding("space", "walk", _("Walk"), key_display="␣"),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("n", "next_flow", _("Next flow")),
    ]
    DEFAULT_CSS = """
    PathPanel { padding: 0 1; }
    PathPanel Input { width: 1fr; }
    PathPanel > #walk-map { height: auto; max-height: 50%; display: none; }
    PathPanel > #walk-map > Static { height: auto; text-wrap: nowrap; }
    PathPanel > #way { height: 1fr; }
    PathPanel #hops { height: auto; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(id="path")
        self.can_focus = True
        self._session = session
        self._flows: tuple[str, ...] = ()
        self._path: Path | None = None
        self._blocks: list[Block] = []
        self._at = -1
        self._walking: Timer | None = None
        self._said = ""

    def compose(self) -> ComposeResult:
        """Which flow; the map; the hops."""
        yield TypedLine(placeholder=EXAMPLE, compact=True)
        with VerticalScroll(id="walk-map", can_focus=False):
            yield Static("", markup=False)
        with VerticalScroll(id="way", can_focus=False):
            yield Static(self._hint(), id="hops", markup=False)

    def watch_flows(self, flows: tuple[str, ...]) -> None:
        """A step wants these followed: the first is written down; what was followed before the step says nothing of it."""
        self._flows = flows = tuple(map(self._session.fill, flows))
        asked = self.query_one(Input)
        asked.suggester = SuggestFromList(flows) if flows else None
        if flows:
            asked.value = flows[0]
        self._halt()
        self._tell(self._hint())

    def take(self, path: Path) -> None:
        """A path was followed, for the learner or for a claim; what one has asked for oneself stays."""
        asked = self.query_one(Input).value
        if self._path is not None:
            if self._path.flow == path.flow:
                self._renew(path)
        elif not asked or self._session.fill(asked) == path.flow.text():
            self._show(path)

    def focus(self, scroll_visible: bool = True) -> "PathPanel":  # noqa: FBT001, FBT002 - Textual's
        """The keys go to the flow while there is no path, else to the hops."""
        if self._path is None:
            self.query_one(Input).focus(scroll_visible)
        else:
            super().focus(scroll_visible)
        return self

    def on_show(self) -> None:
        """Somebody looks."""
        self._draw()

    def on_resize(self) -> None:
        """There is more room, or less."""
        self._draw()

    @on(Input.Submitted)
    def action_trace(self) -> None:
        """Follow the flow that is written down."""
        self._follow(self._session.fill(self.query_one(Input).value))

    def action_ask(self) -> None:
        """Write another flow down."""
        self.query_one(Input).focus()

    def action_next_flow(self) -> None:
        """The next of those that the step wants followed."""
        if self._flows:
            asked = self.query_one(Input)
            at = self._flows.index(asked.value) + 1 if asked.value in self._flows else 0
            asked.value = self._flows[at % len(self._flows)]
            self.action_trace()

    def action_step(self, by: int) -> None:
        """To the next hop, or the one before."""
        self._halt()
        self._go(self._at + by)

    def action_page(self, by: int) -> None:
        """See the hops below, or above."""
        way = self.query_one("#way")
        if by > 0:
            way.scroll_page_down()
        else:
            way.scroll_page_up()

    def action_walk(self) -> None:
        """Have the packet walk from here on, or from the beginning; or halt."""
        if self._walking:
            self._halt()
        elif self._path:
            self._go(0 if self._at >= len(self._path.hops) - 1 else self._at + 1)
            self._walking = self.set_interval(PACE, self._walk)

    @work(exclusive=True, group="path", exit_on_error=False)
    async def _follow(self, words: str) -> None:
        self._halt()
        self._tell(_("A packet is on its way …"))
        try:
            self._show(await self._session.paths.follow(parse([words])))
        except TutorError as error:
            self._tell(str(error))
        else:
            super().focus()

    def _show(self, path: Path) -> None:
        self._path, self._at = path, -1
        self._draw()

    def _renew(self, path: Path) -> None:
        """The same flow once more: whoever is at a hop stays there, if the way is the same."""
        same = self._path is not None and _shape(path) == _shape(self._path)
        self._path, self._at = path, self._at if same else -1
        self._draw()

    def _tell(self, words: str) -> None:
        self._path = None
        self.query_one("#walk-map").display = False
        self.query_one("#hops", Static).update(words)

    def _walk(self) -> None:
        if not self._go(self._at + 1):
            self._halt()

    def _halt(self) -> None:
        if self._walking:
            self._walking.stop()
            self._walking = None

    def _go(self, at: int) -> bool:
        """To a hop; whether there is such a one."""
        if self._path is None or not 0 <= at < len(self._path.hops):
            return False
        self._at = at
        self._draw()
        return True

    def _draw(self) -> None:
        width = self.query_one("#way").size.width - SCROLL_BAR
        if self._path is None or width <= 0 or not self.is_on_screen:
            return
        self._blocks = blocks(self._path, width)
        self._draw_map(width)
        lines = [line for block in self._blocks for line in self._content(block)]
        self.query_one("#hops", Static).update(Content("\n").join(lines))
        self.call_after_refresh(self._scroll)

    def _content(self, block: Block) -> list[Content]:
        here = block.hop is not None and block.hop == self._at
        lines = [
            Content.assemble(*((piece.text, STYLES.get(piece.style, "")) for piece in line))
            for line in block.lines
        ]
        return [line.stylize("reverse") for line in lines] if here else lines

    def _scroll(self) -> None:
        """Keep the hop where the packet is in sight."""
        above = 0
        for block in self._blocks:
            if block.hop == self._at:
                self.query_one("#way").scroll_to(y=max(0, above - 3), animate=False)
                return
            above += len(block.lines)

    def _draw_map(self, width: int) -> None:
        scroll = self.query_one("#walk-map")
        scroll.display = self._at >= 0
        if self._path is None or self._at < 0:
            return
        scene = build(self._session.state)
        marks = dict.fromkeys(things(self._path.hops, self._at, scene, self._session.state), Mark.PACKET)
        lines = text.paint(
            scene, width, height=self.size.height // 2, highlight=marks, ascii_only=not CAN_SHOW_GLYPHS
        )
        scroll.query_one(Static).update(Content("\n").join(map(content, lines)))
        where = [y for y, line in enumerate(lines) if any(piece.style is MapStyle.PACKET for piece in line)]
        if where:
            middle = (where[0] + where[-1]) // 2
            self.call_after_refresh(scroll.scroll_to, y=max(0, middle - self.size.height // 4), animate=False)

    def _hint(self) -> str:
        return _(
            "Where does a packet go, and why? Write down from where to where, and press Enter:\n\n"
            "    from=outside to=host:8080\n"
            "    from=web to=db:80\n"
            "    from=web to=8.8.8.8:53/udp\n"
            "    from=host to=web icmp\n\n"
            "A packet is sent, and the kernel confirms each hop. ↓ goes from hop to hop, space lets the packet walk. "
            "#7 is the kernel's own number of a rule."
        )


def _shape(path: Path) -> list[tuple[object, ...]]:
    return [(hop.kind, hop.node, hop.netns, hop.rule, hop.link) for hop in path.hops]
