"""The arrangement of a lesson's screen: lesson and host side by side, or one panel at a time."""

import time
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.reactive import Reactive
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from tutor.language import _
from tutor.lesson.model import Lesson
from tutor.session import Session
from tutor.tui.composition import Composition
from tutor.tui.widgets.host_panel import HostPanel
from tutor.tui.widgets.lesson_panel import LessonPanel
from tutor.tui.widgets.split import Split
from tutor.tui.widgets.starting import Starting
from tutor.tui.widgets.tab_line import LESSON, PANELS, SHELL, TabLine, title
from tutor.tui.widgets.terminal import LEAVE, NodeTerminal

WIDE = 110
"""Columns from which lesson and host stand side by side."""
BEAT = 1 / 120
"""Seconds between paints at least: with Textual's own 1/60, a key that comes right after a paint waits for two of them."""
LEAST = 30
"""Columns that either side keeps."""

Leaving = Exception | None
"""How a lesson screen ends: with an error that kept it from going on, or without."""


class PanelsScreen(Screen[Leaving]):
    """Which panel is seen, which has the keys, and how much room each has."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(key.lower(), f"show('{panel}')", title(panel), show=False, priority=True)
            for panel, key in PANELS.items()
        ),
        Binding(LEAVE, f"show('{LESSON}')", _("Lesson"), priority=True, key_display="^]"),
        Binding("escape", f"show('{LESSON}')", _("Lesson"), show=False),
        Binding("f7", "zoom", _("Full"), priority=True, key_display="F7"),
        Binding("f8", "next_shell", _("Next shell"), priority=True, key_display="F8"),
        Binding("less_than_sign", "widen(-6)", _("Narrower"), show=False),
        Binding("greater_than_sign", "widen(6)", _("Wider"), show=False),
        Binding("minus", "heighten(-3)", _("Lower shell"), show=False),
        Binding("plus", "heighten(3)", _("Higher shell"), show=False),
    ]
    DEFAULT_CSS = """
    PanelsScreen #trouble { background: $error-muted; color: $text; padding: 0 1; height: auto; display: none; }
    PanelsScreen #panels { height: 1fr; }
    PanelsScreen #views { display: none; }
    PanelsScreen.-single #views { display: block; }
    PanelsScreen.-single LessonPanel { width: 100%; display: none; }
    PanelsScreen.-single #lesson-split, PanelsScreen.-single #tabs, PanelsScreen.-single #shell-split { display: none; }
    PanelsScreen.-single #tabbed { display: none; }
    PanelsScreen.-single Shells { display: none; height: 1fr; }
    PanelsScreen.-single HostPanel { display: none; width: 100%; }
    PanelsScreen.-single.-lesson LessonPanel { display: block; }
    PanelsScreen.-single.-tab HostPanel, PanelsScreen.-single.-tab #tabbed { display: block; }
    PanelsScreen.-single.-shell HostPanel, PanelsScreen.-single.-shell Shells { display: block; }
    """

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """As in any screen; but what looks different with the keys paints itself, so that the rest need not."""

    def __init__(self, session: Session, lesson: Lesson) -> None:
        super().__init__()
        self._compositor = Composition()
        self._beat: Timer | None = None
        self.session = session
        self.lesson = lesson
        self.began = time.monotonic()
        self.opened: HostPanel | None = None
        """The host's side, once the lab is up."""
        self._view = LESSON
        self._zoomed = False
        self._beside: int | None = None
        """Columns that the learner gave the lesson beside the host's side."""

    @property
    def _update_timer(self) -> Timer:
        """Textual's, but of another beat."""
        if self._beat is None:
            self._beat = self.set_interval(BEAT, self._on_timer_update, pause=True)
        return self._beat

    @property
    def panel(self) -> LessonPanel:
        """The lesson's side."""
        return self.query_one(LessonPanel)

    @property
    def host(self) -> HostPanel:
        """The host's side; there once the lab is up."""
        assert self.opened is not None
        return self.opened

    @property
    def panel_with_keys(self) -> str:
        """The panel that the keys go to."""
        if self.panel.has_focus_within or not self.opened:
            return LESSON
        return self.host.shown

    def on_resize(self, _event: events.Resize) -> None:
        """Side by side where there is room, one at a time where there is not."""
        self.lay_out()
        self.refresh_bindings()

    def on_text_selected(self) -> None:
        """What is selected with the mouse is copied."""
        if text := self.get_selected_text():
            self.app.copy_to_clipboard(text)

    def on_descendant_focus(self) -> None:
        """Other keys work in the shell than in the lesson."""
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The keys of the host's side work once it is there; those that lead out of the shell only in it."""
        if action == "show" and parameters == (LESSON,):
            return not (self.focused is None or self.panel.has_keys)
        if action == "zoom":
            return self.opened is not None and self.size.width >= WIDE
        if action in ("widen", "heighten"):
            return not self.has_class("-single")
        if action == "next_shell":
            return self.opened is not None and isinstance(self.focused, NodeTerminal)
        if action in ("reset", "go_to", "by_hand"):
            return self.opened is not None and self.panel.has_step
        return True

    async def action_show(self, view: str) -> None:
        """Bring a panel to the front, and give it the keys."""
        if view != LESSON and not self.opened:
            return
        self._view = view
        if view not in (LESSON, SHELL):
            self.host.show(view)
        self.lay_out()
        if view == LESSON:
            self.panel.enter()
        elif view == SHELL:
            await self.host.shells.enter()
        else:
            self.host.enter()

    def action_zoom(self) -> None:
        """Show one panel only, or all again."""
        self._zoomed = not self._zoomed
        if self._zoomed:
            self._view = SHELL if isinstance(self.focused, NodeTerminal) else self._view
        self.lay_out()

    async def action_next_shell(self) -> None:
        """The next of the shells: the second one, or another node's."""
        (await self.host.shells.show_next()).enter()

    async def action_show_shell(self, name: str) -> None:
        """One of the shells by its name."""
        await self.host.shells.show(name)
        await self.action_show(SHELL)

    def action_widen(self, columns: int) -> None:
        """Give the lesson so many columns more."""
        width = self.panel.size.width + columns
        self._beside = max(LEAST, min(width, self.size.width - LEAST))
        self.panel.styles.width = self._beside

    def action_heighten(self, rows: int) -> None:
        """Give the shells so many rows more."""
        if self.opened:
            self.host.grow_shells(rows)

    @on(Split.Moved, "#lesson-split")
    def move_split(self, event: Split.Moved) -> None:
        """The line beside the lesson was dragged."""
        self.action_widen(event.by)

    def lay_out(self) -> None:
        """Show what there is room for."""
        single = self.size.width < WIDE or self._zoomed
        self.set_class(single, "-single")
        self.panel.styles.width = None if single else self._beside
        for name in ("lesson", "tab", "shell"):
            kind = self._view if self._view in (LESSON, SHELL) else "tab"
            self.set_class(single and name == kind, f"-{name}")
        if self.opened:
            self.opened.share(alone=single)
        news = self.host.news if self.opened else frozenset[str]()
        self.query_one("#views", TabLine).show(self._view, news)

    def show_progress(self, words: str) -> None:
        """Say how far the lab has come."""
        for starting in self.query(Starting):
            starting.show(words)

    def show_trouble(self, words: str) -> None:
        """Say what is wrong outside the lesson, and with which key it can be mended."""
        trouble = self.query_one("#trouble", Static)
        key = _("F9: reset the lab")
        trouble.update(f"{words}   {key}")
        trouble.display = bool(words)
