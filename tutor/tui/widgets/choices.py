"""Choices to tick: a mark says which are, not a colour."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList

from tutor.language import _


class Choices(OptionList):
    """A list in which any number may be ticked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "select", _("Tick"), key_display="␣"),
    ]
    DEFAULT_CSS = """
    Choices { border: none; padding: 0; background: transparent; }
    Choices:focus { border: none; background-tint: transparent; }
    """

    def __init__(self, choices: Sequence[str]) -> None:
        self._choices = choices
        self.ticked: set[int] = set()
        """Numbers of those that are ticked, from 0."""
        super().__init__(*map(self._prompt, range(len(choices))))

    def enter(self) -> None:
        """Take the keys."""
        self.focus()
        self.highlighted = self.highlighted or 0

    @on(OptionList.OptionSelected)
    def tick(self, event: OptionList.OptionSelected) -> None:
        """Tick a choice, or take the tick away."""
        event.stop()
        self.ticked ^= {event.option_index}
        self.replace_option_prompt_at_index(event.option_index, self._prompt(event.option_index))

    def _prompt(self, number: int) -> Content:
        return Content(f"[{'x' if number in self.ticked else ' '}] {self._choices[number]}")
