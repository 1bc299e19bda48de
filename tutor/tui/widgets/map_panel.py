"""The map: the live network as a drawing; what came or changed glows for a moment."""

from textual.app import ComposeResult
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from tutor.map import Highlight, Id, Mark, Scene, build, compare, text
from tutor.map.piece import Line, Style
from tutor.session import Session
from tutor.state import Row
from tutor.tui.glyphs import CAN_SHOW_GLYPHS
from tutor.tui.widgets.pane import Pane

GLOW = 2.5
"""Seconds for which what came or changed stands out."""
CALM = 0.1
"""Seconds to wait for more before drawing: one command makes many changes."""

STYLES = {
    Style.DIM: "$text-muted",
    Style.NODE: "$text-muted",
    Style.BOX: "$text-primary",
    Style.NAME: "bold $text",
    Style.LINK: "$text",
    Style.ADDRESS: "$text-accent",
    Style.SWITCH: "$text-primary",
    Style.NETWORK: "$text-secondary",
    Style.CABLE: "$text-success",
    Style.PUBLISHED: "bold $text-warning",
    Style.ROUTE: "$text-muted",
    Style.WIRE: "$text-muted",
    Style.TUNNEL: "$text-warning",
    Style.NEW: "bold $text-success reverse",
    Style.CHANGED: "bold $text-warning reverse",
    Style.GONE: "strike $text-muted",
    Style.REFUTED: "bold $text-error reverse",
    Style.PACKET: "bold $text-accent reverse",
}


class MapPanel(Pane):
    """Draws the session's state, anew when it has changed and somebody looks."""

    DEFAULT_CSS = """
    MapPanel { padding: 0 1; }
    MapPanel > Static { width: 100%; height: auto; text-wrap: nowrap; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(id="map")
        self._session = session
        self._scene: Scene | None = None
        self._glow: dict[Id, Mark] = {}
        self._refuted: Row | None = None
        self._waiting: Timer | None = None
        self._fading: Timer | None = None

    def compose(self) -> ComposeResult:
        """The drawing."""
        yield Static("", markup=False)

    def on_show(self) -> None:
        """Somebody looks."""
        self.take_change()

    def on_resize(self) -> None:
        """There is more room, or less."""
        self._draw()

    def take_change(self) -> None:
        """Something has changed: draw it soon."""
        if self._waiting is None:
            self._waiting = self.set_timer(CALM, self._renew)

    def point_at(self, row: Row | None) -> None:
        """Point at what shows this row: it refutes the claim that is explained."""
        if row != self._refuted:
            self._refuted = row
            self._draw()

    def _renew(self) -> None:
        self._waiting = None
        before, self._scene = self._scene, build(self._session.state)
        if before and self.app.animation_level != "none":
            news = {
                name: mark for name, mark in compare(before, self._scene).items() if mark is not Mark.GONE
            }
            if news:
                self._glow |= news
                self._fade_later()
        self._draw()

    def _fade_later(self) -> None:
        if self._fading:
            self._fading.stop()
        self._fading = self.set_timer(GLOW, self._fade)

    def _fade(self) -> None:
        self._glow = {}
        self._draw()

    def _draw(self) -> None:
        width = self.scrollable_content_region.width
        if self._scene is None or not width or not self.is_on_screen:
            return
        lines = text.paint(
            self._scene,
            width,
            height=self.size.height or None,
            highlight=self._marks(self._scene),
            ascii_only=not CAN_SHOW_GLYPHS,
        )
        self.query_one(Static).update(Content("\n").join(map(content, lines)))

    def _marks(self, scene: Scene) -> Highlight:
        """What glows, and, marked more strongly, what refutes the claim that is explained."""
        named = scene.point(self._refuted) if self._refuted else None
        return {**self._glow, **({named: Mark.REFUTED} if named else {})}


def content(line: Line) -> Content:
    """A line of the map in the colours of the theme."""
    return Content.assemble(*((piece.text, STYLES.get(piece.style, "")) for piece in line))
