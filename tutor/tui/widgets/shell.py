"""A real terminal with a shell inside the node."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static
from textual_tty import Terminal

LEAVE = "ctrl+right_square_bracket"
"""The chord that gives the keys back to the lesson."""
FOR_THE_APP = (LEAVE, "f1", "f6")


class NodeTerminal(Terminal):
    """A terminal that leaves the app's own keys to the app."""

    async def on_key(self, event: events.Key) -> None:
        """Take every key but the few that lead out of here."""
        if event.key not in FOR_THE_APP:
            super().on_key(event)


class Shell(Vertical):
    """The shell's panel: a terminal, or an offer of a new one where the shell has ended."""

    DEFAULT_CSS = """
    Shell { height: 1fr; }
    Shell > #ended { padding: 1 2; color: $text-warning; height: auto; }
    """
    can_focus = False

    class Ended(Message):
        """The shell has ended."""

    def __init__(self, argv: list[str], environment: dict[str, str]) -> None:
        super().__init__(id="shell")
        words = {**environment, "TERM": "xterm-256color"}
        self._command = ["env", "-i", *(f"{name}={value}" for name, value in words.items()), *argv]

    def compose(self) -> ComposeResult:
        """A terminal, at once."""
        yield NodeTerminal(command=self._command)

    @property
    def has_ended(self) -> bool:
        """Whether there is no shell to type into."""
        return not self.query(NodeTerminal)

    def enter(self) -> None:
        """Give the keys to the shell."""
        for terminal in self.query(NodeTerminal):
            terminal.focus()

    def type(self, text: str) -> None:
        """Type commands into the shell, as the learner would, and run them."""
        for terminal in self.query(NodeTerminal):
            terminal.board.input_paste(text)
            terminal.board.input("\r")

    async def open_again(self) -> None:
        """A new shell in the place of one that has ended."""
        await self.remove_children()
        await self.mount(NodeTerminal(command=self._command))
        self.enter()

    async def on_terminal_process_exited(self, event: Terminal.ProcessExited) -> None:
        """Say that the shell has ended, and how to get another."""
        event.stop()
        await self.remove_children()
        await self.mount(Static("The shell has ended.  F6: a new one", id="ended", markup=False))
        self.post_message(self.Ended())
