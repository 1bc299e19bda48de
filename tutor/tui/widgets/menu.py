"""A list to choose from, whose cursor is seen without its colour."""

from typing import ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widgets import OptionList

from tutor.language import _
from tutor.tui.glyphs import CURSOR


class Menu(OptionList, inherit_bindings=True):
    """A list that has a mark beside the option under the cursor, where it has the keys; the footer tells of Enter."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", _("Choose"), key_display="⏎")]
    DEFAULT_CSS = """
    Menu { height: auto; border: none; padding: 0; background: transparent; }
    Menu:focus { border: none; background-tint: transparent; }
    Menu > .option-list--option { padding: 0 1 0 2; }
    """

    def render_line(self, y: int) -> Strip:
        """A line of an option, or an empty one."""
        line = super().render_line(y)
        first = next(iter(line), None)
        style = first.style if first else None
        if not self.has_focus or style is None or style.meta.get("option") != self.highlighted:
            return line
        return Strip.join([Strip([Segment(CURSOR, style)]), line.crop(1)])
