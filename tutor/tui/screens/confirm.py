"""A question with two answers, before something that cannot be taken back."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from tutor.language import _
from tutor.tui.widgets.keys import Keys


class ConfirmScreen(ModalScreen[bool]):
    """Ends with True when the learner is sure."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,q", "dismiss(True)", _("Yes")),
        Binding("escape,n", "dismiss(False)", _("No")),
        Binding("left,right", "app.focus_next", show=False),
    ]
    DEFAULT_CSS = """
    ConfirmScreen { align: center middle; }
    ConfirmScreen > Vertical { width: 62; max-width: 90%; height: auto; border: round $accent; background: $surface; padding: 1 2; }
    ConfirmScreen Horizontal { height: 1; margin-top: 1; align-horizontal: right; }
    ConfirmScreen Button { margin-left: 2; }
    """

    def __init__(self, words: str, yes: str, no: str) -> None:
        super().__init__()
        self._words, self._yes, self._no = words, yes, no

    def compose(self) -> ComposeResult:
        """What it means, and two buttons."""
        with Vertical():
            yield Static(self._words, markup=False)
            with Horizontal():
                yield Button(f"{self._yes} (y)", id="yes", variant="primary", compact=True)
                yield Button(f"{self._no} (Esc)", id="no", compact=True)
        yield Keys()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """End with the answer."""
        self.dismiss(event.button.id == "yes")
