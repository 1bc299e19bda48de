"""A block of commands with the key that runs it."""

from textual.content import Content
from textual.selection import Selection
from textual.style import Style
from textual.widgets import Static

from tutor.language import _
from tutor.lesson.parts import FIRST, Commands, Role
from tutor.tui.widgets.continued import Continued

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
        self._words = Content("")

    def show(self, text: str, *, is_next: bool) -> None:
        """Show the commands with the learner's values, and whether Enter would run them now."""
        if self._drawn != (text, is_next):
            self._drawn = (text, is_next)
            self.set_class(is_next, "-next")
            name = (f"{_('Solution')}\n", "bold") if self.commands.role is Role.SOLUTION else ""
            last = self._last_line(is_next=is_next)
            self._words = Content.assemble(name, text, *(("\n", last) if last else ()))
            self.update(Continued(self._words))

    def get_selection(self, selection: Selection) -> tuple[str, str]:
        """What was selected, as it is typed: where a line was broken for want of room, it is whole."""
        return selection.extract(self._words.plain), "\n"

    def _last_line(self, *, is_next: bool) -> Content | None:
        """The key, and the node where it is not the one that most commands are for."""
        node = "" if self.commands.node == FIRST else self.commands.node
        if is_next:
            words = _("⏎ run on {node}", node=node) if node else _("⏎ run")
            return Content.styled(words, "$text-muted").stylize(_PRESS)
        return Content.styled(_("on {node}", node=node), "$text-muted") if node else None
