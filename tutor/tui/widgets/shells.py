"""The shells of a lesson: one on each node, and a second one on the first; opened when first asked for."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.style import Style
from textual.widgets import ContentSwitcher

from tutor.lab.host_node import AnyNode
from tutor.session import Session
from tutor.tui.widgets.line import Line
from tutor.tui.widgets.shell import Shell

SECOND = "2"
"""Behind the first node's name: its second shell."""


class Shells(Vertical):
    """Shells, one at a time, below a line that names them."""

    DEFAULT_CSS = """
    Shells { height: 1fr; min-height: 4; }
    Shells > #names { color: $text-muted; }
    Shells > ContentSwitcher { height: 1fr; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(id="shells")
        self._session = session
        self._names = _names(session.nodes)
        self.shown = self._names[0]
        """Name of the shell that is seen."""

    def compose(self) -> ComposeResult:
        """The first shell, at once."""
        yield Line(id="names")
        with ContentSwitcher(initial=_id(self.shown)):
            yield self._make(self.shown)

    def on_mount(self) -> None:
        """Name the shells."""
        self._draw()

    async def show(self, name: str) -> Shell:
        """Bring this shell to the front, opened where it is not yet."""
        switcher = self.query_one(ContentSwitcher)
        if not self.query(f"#{_id(name)}"):
            await switcher.mount(self._make(name))
        self.shown = name
        switcher.current = _id(name)
        self._draw()
        return self.current

    async def show_next(self) -> Shell:
        """Bring the next shell to the front."""
        return await self.show(self._names[(self._names.index(self.shown) + 1) % len(self._names)])

    @property
    def current(self) -> Shell:
        """The shell that is seen."""
        return self.query_one(f"#{_id(self.shown)}", Shell)

    async def enter(self) -> None:
        """Give the keys to the shell that is seen; to a new one where it has ended."""
        if self.current.has_ended:
            await self.current.open_again()
        self.current.enter()

    async def open_all_again(self) -> None:
        """New shells in the place of those whose nodes were reset."""
        self._names = _names(self._session.nodes)
        shown = self.shown
        await self.query_one(ContentSwitcher).remove_children()
        await self.show(shown if shown in self._names else self._names[0])

    def _make(self, name: str) -> Shell:
        node = name.removesuffix(SECOND)
        shell = Shell(node, *self._session.shell(node))
        shell.id = _id(name)
        return shell

    def _draw(self) -> None:
        self.query_one("#names", Line).say(Content.assemble("F6 ", *map(self._tab, self._names), "  F8 ▸"))

    def _tab(self, name: str) -> Content:
        tab = Content.styled(
            f" {name} ", "bold $text-accent reverse" if name == self.shown else "$text-muted"
        )
        return tab.stylize(Style.from_meta({"@click": f"screen.show_shell({name!r})"}))


def _names(nodes: Sequence[AnyNode]) -> list[str]:
    names = [node.name for node in nodes]
    return [names[0], names[0] + SECOND, *names[1:]]


def _id(name: str) -> str:
    return f"shell-{name}"
