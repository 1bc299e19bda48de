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
        style = next((segment.style for segment in line), None)
        at = style.meta.get("option") if style else None
        if at is None or at != self.highlighted or not self.has_focus:
            return line
        return Strip.join([Strip([Segment(CURSOR, style)]), line.crop(1)])
