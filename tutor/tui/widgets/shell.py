"""A shell inside a node, and an offer of a new one where it has ended."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static
from textual_tty import Terminal

from tutor.language import _
from tutor.tui.widgets.terminal import NodeTerminal


class Shell(Vertical):
    """A terminal, or words where its shell has ended."""

    DEFAULT_CSS = """
    Shell { height: 1fr; }
    Shell > #ended { padding: 1 2; color: $text-warning; height: auto; }
    """
    can_focus = False

    class Ended(Message):
        """The shell has ended."""

    def __init__(self, node: str, argv: list[str], environment: dict[str, str]) -> None:
        super().__init__(classes="shell")
        self.node = node
        words = {**environment, "TERM": "xterm-256color"}
        # A tutor that was started in the background ignores Ctrl-C; the learner's commands must not.
        self._command = [
            "env",
            "--default-signal=INT,QUIT",
            "-i",
            *(f"{name}={value}" for name, value in words.items()),
            *argv,
        ]

    def compose(self) -> ComposeResult:
        """A terminal, at once."""
        yield NodeTerminal(self._command)

    @property
    def has_ended(self) -> bool:
        """Whether there is no shell to type into."""
        return not self.query(NodeTerminal)

    def enter(self) -> None:
        """Give the keys to the shell."""
        for terminal in self.query(NodeTerminal):
            self.screen.set_focus(terminal)

    def type(self, text: str) -> None:
        """Type commands into the shell, as the learner would, and run them."""
        for terminal in self.query(NodeTerminal):
            terminal.type(text)

    async def open_again(self) -> None:
        """A new shell in the place of one that has ended."""
        await self.remove_children()
        await self.mount(NodeTerminal(self._command))

    async def on_terminal_process_exited(self, event: Terminal.ProcessExited) -> None:
        """Say that the shell has ended, and how to get another."""
        event.stop()
        await self.remove_children()
        await self.mount(Static(_("The shell has ended.  F6: a new one"), id="ended", markup=False))
        self.post_message(self.Ended())
