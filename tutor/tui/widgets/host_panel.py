"""The host's side of the screen: map, changes, facts and path as tabs above the shells."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import ContentSwitcher

from tutor.session import Session
from tutor.session.events import Did
from tutor.tui.widgets.changes_panel import ChangesPanel
from tutor.tui.widgets.facts_panel import FactsPanel
from tutor.tui.widgets.map_panel import MapPanel
from tutor.tui.widgets.path_panel import PathPanel
from tutor.tui.widgets.shells import Shells
from tutor.tui.widgets.split import Split
from tutor.tui.widgets.tab_line import CHANGES, MAP, TABS, TabLine

LEAST = 4
"""Rows that either half keeps."""


class HostPanel(Vertical):
    """What can be seen of the host, and where it is worked on."""

    DEFAULT_CSS = """
    HostPanel { width: 1fr; }
    HostPanel > ContentSwitcher { height: 1fr; min-height: 4; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(id="host")
        self._session = session
        self._news: set[str] = set()
        self._shared: int | None = None
        """Rows that the learner gave the shells below the tabs."""

    def compose(self) -> ComposeResult:
        """Tabs, what they show, the shells."""
        yield TabLine(TABS, "tabs")
        with ContentSwitcher(initial=MAP, id="tabbed"):
            yield MapPanel(self._session)
            yield ChangesPanel()
            yield FactsPanel(self._session)
            yield PathPanel(self._session)
        yield Split(across=True, name="shell-split")
        yield Shells(self._session)

    @property
    def shown(self) -> str:
        """The tab that is seen."""
        return self.query_one("#tabbed", ContentSwitcher).current or MAP

    @property
    def news(self) -> frozenset[str]:
        """Tabs that have something new, and are not seen."""
        return frozenset(self._news)

    @property
    def shells(self) -> Shells:
        """The shells."""
        return self.query_one(Shells)

    def on_mount(self) -> None:
        """Name the tabs."""
        self._name_tabs()

    def show(self, tab: str) -> None:
        """Bring a tab to the front."""
        self.query_one("#tabbed", ContentSwitcher).current = tab
        self._news.discard(tab)
        self._name_tabs()

    def enter(self) -> None:
        """Give the keys to the tab that is seen."""
        self.query_one(f"#{self.shown}").focus()

    def take_change(self) -> None:
        """Something has changed."""
        for panel in self.query("MapPanel, FactsPanel").results():
            assert isinstance(panel, MapPanel | FactsPanel)
            panel.take_change()

    async def take_doing(self, did: Did) -> None:
        """A command has done its work."""
        await self.query_one(ChangesPanel).add(did)
        if self.shown != CHANGES and did.change:
            self._news.add(CHANGES)
            self._name_tabs()

    @on(Split.Moved, "#shell-split")
    def move_split(self, event: Split.Moved) -> None:
        """The line above the shells was dragged."""
        event.stop()
        self.grow_shells(-event.by)

    def grow_shells(self, by: int) -> None:
        """Give the shells so many rows more, or fewer where negative."""
        self._shared = max(LEAST, min(self.shells.size.height + by, self.size.height - LEAST - 2))
        self.share(alone=False)

    def share(self, *, alone: bool) -> None:
        """Give the shells the rows that are theirs: what the learner chose counts only beside the tabs."""
        self.shells.styles.height = None if alone else self._shared

    def _name_tabs(self) -> None:
        self.query_one("#tabs", TabLine).show(self.shown, self.news)
