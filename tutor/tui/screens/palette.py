"""Everything that can be done now, by name."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.command import CommandPalette

from tutor.language import _
from tutor.tui.widgets.keys import Keys


class Palette(CommandPalette):
    """Textual's palette, with the line of keys that every screen has."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "escape", _("Close"))]

    def __init__(self) -> None:
        super().__init__(placeholder=_("What do you want to do?"), id="--command-palette")

    def compose(self) -> ComposeResult:
        """The line to type in, the list, which keys."""
        yield from super().compose()
        yield Keys()
