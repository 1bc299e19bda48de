"""A line between two panels that can be dragged, or moved by a key."""

from textual import events
from textual.message import Message
from textual.widget import Widget


class Split(Widget):
    """One column, or row, wide; says how far it was moved."""

    DEFAULT_CSS = """
    Split { width: 1; height: 100%; background: $panel; }
    Split.-across { width: 100%; height: 1; }
    Split:hover { background: $accent; }
    """

    class Moved(Message):
        """The line was dragged by so many cells, to the right or down."""

        def __init__(self, split: "Split", by: int) -> None:
            super().__init__()
            self.split = split
            self.by = by

        @property
        def control(self) -> "Split":
            """The line."""
            return self.split

    def __init__(self, *, across: bool = False, name: str) -> None:
        super().__init__(id=name, classes="-across" if across else "")
        self._across = across

    def render(self) -> str:
        """Nothing but its colour."""
        return ""

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold."""
        self.capture_mouse()
        event.stop()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go."""
        self.release_mouse()
        event.stop()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Move along."""
        if self.app.mouse_captured is self:
            by = event.y if self._across else event.x
            if by:
                self.post_message(self.Moved(self, by))
