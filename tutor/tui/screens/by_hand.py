"""How to see by hand what a panel shows: commands, to be typed into the shell or copied."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from tutor.language import _
from tutor.tui.by_hand import ByHand
from tutor.tui.widgets.keys import Keys
from tutor.tui.widgets.menu import Menu


class Typed(Menu):
    """Commands; the footer says what becomes of the chosen one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", _("Type it into the shell"), key_display="⏎"),
    ]


class ByHandScreen(ModalScreen[ByHand | None]):
    """Ends with a command to be typed into the shell, or without."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", _("Copy")),
        Binding("escape,q", "dismiss(None)", _("Close")),
    ]
    DEFAULT_CSS = """
    ByHandScreen { align: center middle; }
    ByHandScreen > Vertical { width: 76; max-width: 94%; height: auto; max-height: 90%; border: round $accent; background: $surface; padding: 1 2; }
    ByHandScreen Menu { max-height: 14; margin-top: 1; }
    """

    def __init__(self, commands: Sequence[ByHand]) -> None:
        super().__init__()
        self._commands = commands

    def compose(self) -> ComposeResult:
        """The commands."""
        with Vertical():
            yield Static(_("The same, seen by hand:"), markup=False)
            yield Typed(*map(str, self._commands), markup=False)
        yield Keys()

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """End with this command."""
        self.dismiss(self._commands[event.option_index])

    def action_copy(self) -> None:
        """Copy the command under the cursor."""
        self.app.copy_to_clipboard(self._commands[self.query_one(OptionList).highlighted or 0].command)
        self.dismiss(None)
