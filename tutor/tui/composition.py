"""Where each widget is on a screen."""

from textual._compositor import Compositor, ReflowResult
from textual.geometry import Size
from textual.widget import Widget


class Composition(Compositor):
    """Is laid out once for each change; Textual's own forgets that it has just been, and does it again to paint."""

    def reflow(self, parent: Widget, size: Size) -> ReflowResult:
        """Lay everything out: what is known of all widgets is new."""
        found = super().reflow(parent, size)
        self._full_map_invalidated = False
        return found
