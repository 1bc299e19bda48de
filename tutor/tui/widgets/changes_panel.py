"""Changes: after each command, what it did under the hood; the newest first."""

from rich.cells import set_cell_size
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Collapsible, Static

from tutor.changes import Account, Line, describe
from tutor.changes.account import Sign
from tutor.language import _, _n
from tutor.session.events import Did
from tutor.tui.widgets.hanging import Hanging, Row
from tutor.tui.widgets.pane import Pane

KEPT = 100
"""Commands that are remembered on the screen; the journal remembers all."""
STYLES = {
    Sign.CAME: "$text-success",
    Sign.WENT: "$text-error",
    Sign.TURNED: "$text-warning",
    Sign.PASSED: "$text-muted",
}


class Doing(Static):
    """One command and what it did."""

    DEFAULT_CSS = """
    Doing { height: auto; margin: 0 0 1 0; padding: 0 1; }
    Doing > Static { height: auto; }
    Doing > Collapsible { border: none; background: transparent; padding: 0; margin: 0; }
    Doing > Collapsible > Contents { padding: 0 0 0 2; }
    """

    def __init__(self, did: Did, account: Account) -> None:
        super().__init__()
        self._did, self._account = did, account

    def compose(self) -> ComposeResult:
        """The command, its lines, and folded what passes."""
        count = len(self._account.lines)
        said = _n("{number} change", "{number} changes", count) if count else _("nothing was changed")
        yield Static(
            Content.assemble((self._did.command, "bold"), (f"   {self._did.node} · {said}", "$text-muted"))
        )
        yield Hanging(map(_row, self._account.lines))
        if passing := self._account.passing:
            with Collapsible(title=_n("{number} passing", "{number} passing", len(passing))):
                yield Hanging(map(_row, passing))


class ChangesPanel(Pane):
    """All commands of this session."""

    DEFAULT_CSS = """
    ChangesPanel { padding: 1 1 0 1; }
    ChangesPanel > #none { color: $text-muted; padding: 0 1; height: auto; }
    """

    def __init__(self) -> None:
        super().__init__(id="changes")

    def compose(self) -> ComposeResult:
        """What will be here."""
        words = _(
            "Run something in the shell: here is told what it did to links, addresses, routes and rules."
        )
        yield Static(words, id="none", markup=False)

    async def add(self, did: Did) -> None:
        """Tell of one more command."""
        await self.query("#none").remove()
        await self.mount(Doing(did, describe(did.change)), before=0)
        for old in list(self.query(Doing))[KEPT:]:
            await old.remove()


def _row(line: Line) -> Row:
    subject = set_cell_size(line.subject, 13)
    return Content.assemble((f" {line.sign} ", STYLES[line.sign]), (subject, "bold"), " "), Content(
        line.words
    )
