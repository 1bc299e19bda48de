"""A block of commands with the key that runs it."""

from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from tutor.language import _
from tutor.lesson.model import Commands, Role

FIRST = "alpha"
"""The node whose shell a learner has before oneself."""
_PRESS = Style.from_meta({"@click": "app.simulate_key('enter')"})


class CommandsBox(Static):
    """Commands that Enter types into the shell."""

    DEFAULT_CSS = """
    CommandsBox {
        height: auto; margin: 0 1 1 2; padding: 0 1;
        background: $surface; border-left: thick $accent; color: $text;
        link-style: none; link-color: $text-muted; link-background: transparent;
    }
    CommandsBox.-next { border-left: thick $success; }
    """

    def __init__(self, commands: Commands) -> None:
        super().__init__()
        self.commands = commands
        self._drawn = ("", False)

    def show(self, text: str, *, is_next: bool) -> None:
        """Show the commands with the learner's values, and whether Enter would run them now."""
        if self._drawn != (text, is_next):
            self._drawn = (text, is_next)
            self.set_class(is_next, "-next")
            name = (f"{_('Solution')}\n", "bold") if self.commands.role is Role.SOLUTION else ""
            key = Content.styled(_("⏎ run"), "$text-muted").stylize(_PRESS)
            words = Content.assemble(name, self._prompt, text)
            self.update(Content.assemble(words, "\n", key) if is_next else words)

    @property
    def _prompt(self) -> Content:
        """Where the commands belong, as that shell's prompt says it; nothing in the first node."""
        node = self.commands.node
        return Content("") if node == FIRST else Content.styled(f"{node}#\n", "$text-muted")
