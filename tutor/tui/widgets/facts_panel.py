"""Facts: the rows of one kind as a table, to filter and to sort, live."""

from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.coordinate import Coordinate
from textual.timer import Timer
from textual.widgets import DataTable, Input, Select

from tutor.facts import ACTS, KINDS
from tutor.language import _
from tutor.session import Session
from tutor.state import Row
from tutor.tui.widgets.fact_table import FactTable
from tutor.tui.widgets.typed_line import TypedLine

CALM = 0.15
"""Seconds to wait for more changes before the table is drawn again."""


class FactsPanel(Vertical):
    """A table of rows; the kind is chosen above it, beside a filter on any of its words."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", _("Filter"), key_display="/"),
        Binding("k", "kind", _("Kind")),
        Binding("o", "sort", _("Sort")),
    ]
    DEFAULT_CSS = """
    FactsPanel > Horizontal { height: 1; }
    FactsPanel Select { width: 22; }
    FactsPanel Input { width: 1fr; }
    FactsPanel DataTable { height: 1fr; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(id="facts")
        self._session = session
        self._waiting: Timer | None = None
        self._sorted_by = 0
        self._drawn: tuple[object, ...] = ()

    def compose(self) -> ComposeResult:
        """Which kind, which words, the table."""
        with Horizontal():
            kinds = [(kind, kind) for kind in KINDS if kind not in ACTS]
            yield Select(kinds, value="link", allow_blank=False, compact=True)
            yield TypedLine(placeholder=_("only rows with these words"), compact=True)
        yield FactTable(cursor_type="row", zebra_stripes=True)

    @property
    def kind(self) -> str:
        """The fact kind that is seen."""
        return str(self.query_one(Select).value)

    def watch_kinds(self, kinds: tuple[str, ...]) -> None:
        """Show the first of the kinds that a step wants watched; an act leaves no row to look at."""
        for kind in [kind for kind in kinds if kind not in ACTS][:1]:
            self.query_one(Select).value = kind

    def focus(self, scroll_visible: bool = True) -> "FactsPanel":  # noqa: FBT001, FBT002 - Textual's
        """The keys go to the table."""
        self.query_one(DataTable).focus(scroll_visible)
        return self

    def on_show(self) -> None:
        """Somebody looks."""
        self.take_change()

    @on(Select.Changed)
    @on(Input.Changed)
    def take_change(self) -> None:
        """Something has changed: draw it soon."""
        if self._waiting is None:
            self._waiting = self.set_timer(CALM, self._draw)

    @on(DataTable.HeaderSelected)
    def sort_by(self, event: DataTable.HeaderSelected) -> None:
        """Sort by this column."""
        self._sorted_by = event.column_index
        self._draw()

    def action_sort(self) -> None:
        """Sort by the next column."""
        self._sorted_by = (self._sorted_by + 1) % len(self._names)
        self._draw()

    def action_filter(self) -> None:
        """Type words that rows must have."""
        self.query_one(Input).focus()

    def action_kind(self) -> None:
        """Choose another kind."""
        self.query_one(Select).focus()
        self.query_one(Select).action_show_overlay()

    @on(Input.Submitted)
    def leave_filter(self) -> None:
        """Back to the table."""
        self.focus()

    def _draw(self) -> None:
        self._waiting = None
        if not self.is_on_screen:
            return
        rows = self._rows()
        drawn = (self.kind, self._sorted_by, tuple(rows))
        if drawn == self._drawn:
            return
        self._drawn = drawn
        names = self._names
        table = self.query_one(FactTable)
        place = table.cursor_coordinate
        table.clear(columns=True)
        cells = [[row.text(name) or "" for name in names] for row in rows]
        for at, name in enumerate(names):
            label = f"{name} ▾" if at == self._sorted_by else name
            # Left to itself the table measures them later, and sometimes never.
            table.add_column(label, width=max(map(cell_len, (label, *(row[at] for row in cells)))))
        table.add_rows([[Text(cell) for cell in row] for row in cells])
        table.cursor_coordinate = Coordinate(min(place.row, max(0, len(rows) - 1)), place.column)

    @property
    def _names(self) -> tuple[str, ...]:
        """The columns; with one node, that it is this one goes without saying."""
        names = KINDS[self.kind].field_names()
        return names if len(self._session.nodes) > 1 else names[1:]

    def _rows(self) -> list[Row]:
        words = self.query_one(Input).value.casefold().split()
        names = self._names
        by = [names[min(self._sorted_by, len(names) - 1)], *names]
        found = self._session.state.find(self.kind)
        kept = [row for row in found if all(word in _text(row) for word in words)]
        return sorted(kept, key=lambda row: [_natural(row.text(name)) for name in by])


def _text(row: Row) -> str:
    return " ".join(row.text(name) or "" for name in row.field_names()).casefold()


def _natural(text: str | None) -> tuple[int, int, str]:
    """Numbers by their value, before words."""
    return (0, int(text), "") if text and text.isdecimal() else (1, 0, text or "")
