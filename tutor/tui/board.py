"""The instructor's board: a row for each learner, the ones who need somebody first."""

import time
from io import BytesIO
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, Input, Static

from tutor.classroom import export
from tutor.classroom.board import Board
from tutor.classroom.record import Record
from tutor.classroom.roster import Learner
from tutor.errors import TutorError
from tutor.language import _, _n, mark
from tutor.tui.themes import DARK, THEMES
from tutor.tui.widgets.table import Table

DRAW = 0.25
"""Seconds between drawings, however much comes in."""
SORT = 2.0
"""Seconds between sortings: rows that jump at each event cannot be read."""
WHY = {
    "wrong": mark("many wrong answers"),
    "tries": mark("many commands"),
    "long": mark("long at this step"),
}
COLUMNS = ("name", "where", "since", "wrong", "tries", "hints", "needs")


class BoardApp(App[None], inherit_bindings=False):
    """Follows a class until it is closed."""

    TITLE = "Tutor"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "say", _("Say to all")),
        Binding("e", "export", _("Export")),
        Binding("t", "theme", _("Theme")),
        Binding("q,ctrl+c", "quit", _("Quit")),
        Binding("escape", "close", show=False),
    ]
    DEFAULT_CSS = """
    BoardApp #class { padding: 0 1; height: auto; }
    BoardApp DataTable { height: 1fr; }
    BoardApp #words { display: none; }
    """

    def __init__(self, board: Board, record: Record, name: str) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DARK.name
        self._board, self._record, self._class = board, record, name
        self._line = Static("", id="class", markup=False)
        self._table = Table(cursor_type="row", zebra_stripes=True)
        self._sorted = 0.0
        self._shown: dict[str, tuple[str, ...]] = {}
        """What each row says now."""

    def compose(self) -> ComposeResult:
        """The class in a line, its learners, a line to say something."""
        yield self._line
        yield self._table
        yield Input(placeholder=_("Say to all, then Enter"), id="words", max_length=200)
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Begin to listen and to draw."""
        titles = (_("Name"), _("Where"), _("Minutes"), _("Wrong"), _("Commands"), _("Hints"), _("Needs you"))
        table = self._table
        for key, title in zip(COLUMNS, titles, strict=True):
            table.add_column(title, key=key)
        table.add_column("", key="id", width=0)  # not to be seen, but to be sorted by
        table.focus()
        self.set_interval(DRAW, self.draw)
        self.listen()

    @work(exit_on_error=True)
    async def listen(self) -> None:
        """Follow the class."""
        await self._board.run()

    def draw(self) -> None:
        """Show what has changed; only cells that differ are drawn again."""
        now = time.time()
        roster = self._board.roster
        ordering = now - self._sorted >= SORT or len(self._shown) != len(roster.learners)
        changed = list(roster.learners) if ordering else list(roster.changed)
        roster.changed.clear()
        for learner in changed:
            self._show(learner, cells(roster.learners[learner], now))
        if ordering:
            self._sorted = now
            self._sort(now)
        self._show_class(now)

    def _show(self, learner: str, said: tuple[str, ...]) -> None:
        before = self._shown.get(learner)
        if before == said:
            return
        self._shown[learner] = said
        if before is None:
            self._table.add_row(*map(Text, (*said, learner)), key=learner)
            return
        for column, old, new in zip(COLUMNS, before, said, strict=True):
            if old != new:
                self._table.update_cell(learner, column, Text(new), update_width=True)

    def _sort(self, now: float) -> None:
        """Put rows into the board's order. The cursor stays with its learner."""
        table = self._table
        order = [one.id for one in self._board.roster.in_order(now)]
        if [row.key.value for row in table.ordered_rows] == order:
            return
        at = table.ordered_rows[table.cursor_row].key.value if table.ordered_rows else None
        places = {learner: place for place, learner in enumerate(order)}
        table.sort("id", key=lambda cell: places[cell.plain])
        if at is not None:
            table.move_cursor(row=order.index(at), scroll=False)

    def _show_class(self, now: float) -> None:
        learners = self._board.roster.learners.values()
        here = sum(one.online for one in learners)
        hands = sum(one.state.hand and one.online for one in learners)
        stuck = sum(bool(one.stuck(now)) for one in learners)
        words = [
            self._class,
            _("{here} of {all} here", here=here, all=len(learners)),
            _n("{number} hand", "{number} hands", hands),
            _("{number} may be stuck", number=stuck),
        ]
        trouble = [self._board.trouble] if self._board.trouble else []
        said = " · ".join(words + trouble)
        if said != self._line.content:  # over a slow line to a browser it would be sent each time
            self._line.update(said)

    def action_say(self) -> None:
        """Open the line in which is written what all are to hear."""
        words = self.query_one("#words", Input)
        words.display = True
        words.focus()

    def action_close(self) -> None:
        """Close the line without saying anything."""
        words = self.query_one("#words", Input)
        words.value, words.display = "", False
        self._table.focus()

    @on(Input.Submitted)
    async def say(self, event: Input.Submitted) -> None:
        """Say it."""
        said = event.value.strip()
        if said and not await self._board.say(said):
            self.notify(_("there is no connection: nothing was said"), severity="error")
            return
        self.action_close()
        if said:
            self.notify(_("said to all"))

    def action_theme(self) -> None:
        """The next look: dark, light, high contrast."""
        names = [theme.name for theme in THEMES]
        self.theme = names[(names.index(self.theme) + 1) % len(names)]

    def action_export(self) -> None:
        """Write both tables into the folder where the board was started; a browser downloads them."""
        now = time.time()
        stem = f"{self._class}-{time.strftime('%Y%m%d-%H%M%S')}"
        if self.is_web:
            tables = BytesIO(export.to_zip(stem, self._board.roster, self._record, now))
            self.deliver_binary(
                tables, save_filename=f"{stem}.zip", open_method="download", mime_type="application/zip"
            )
            return
        try:
            export.write(Path(f"{stem}.csv"), export.to_csv(self._board.roster, now))
            export.write(Path(f"{stem}.json"), export.to_json(self._board.roster, self._record, now))
        except TutorError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        self.notify(_("saved: {path}", path=f"{stem}.csv, {stem}.json"), markup=False)


def cells(one: Learner, now: float) -> tuple[str, ...]:
    """What a row says."""
    state = one.state
    where = f"{state.title or state.lesson} {state.step + 1}/{state.steps or '?'}" if state.lesson else "–"
    mark_done = " ✔" if state.done else ""
    minutes = str(int(max(now - state.since, 0) // 60)) if state.since else "–"
    stuck = one.stuck(now)
    needs = [_("hand up")] if state.hand else []
    needs += [_(WHY[stuck])] if stuck else []
    needs += [] if one.online else [_("not here")]
    numbers = (str(state.wrong), str(state.tries), f"{state.hints}{'+' if state.solved else ''}")
    return (state.name or one.id[:6], where + mark_done, minutes, *numbers, ", ".join(needs))
