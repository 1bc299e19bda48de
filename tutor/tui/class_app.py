"""The part of the app that knows of a class: its keys, its dialogs, and words for the line at the top."""

from collections.abc import Callable
from typing import ClassVar

from textual import work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.reactive import var
from textual.screen import Screen
from textual.widget import Widget

from tutor.classroom.background import Background
from tutor.classroom.member import is_raised, member, raise_hand
from tutor.errors import JournalError
from tutor.journal import Journal
from tutor.language import _

LOOK = 1.0
"""Seconds between looks at how it stands with the class: another tutor of the learner may join or leave it."""
KEYS = {"c": "classroom", "r": "hand"}


class ClassApp(App[str | None], inherit_bindings=False):
    """An app whose learner may be in a class."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "classroom", _("Class"), show=False),
        Binding("r", "hand", _("Hand")),
    ]
    in_class: var[str] = var("")
    """The class, whether the hand is up and whether the class is there; empty where the learner is in none."""

    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self._journal = journal
        self.sending: Background | None = None
        """What sends to the class, where this tutor does."""

    def follow_class(self) -> None:
        """Look now and again how it stands with the class."""
        self._look_at_class()
        self.set_interval(LOOK, self._look_at_class)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the shell every key is the shell's; a hand is raised in a class."""
        if action in KEYS.values() and getattr(self.focused, "takes_every_key", False):
            return False
        return action != "hand" or self._is_in_class

    @property
    def _is_in_class(self) -> bool:
        try:
            return member(self._journal) is not None
        except JournalError:  # whoever writes into it tells of that
            return False

    @work(exclusive=True, group="class")
    async def action_classroom(self) -> None:
        """Join a class, or see what one is in, and leave it."""
        from tutor.tui.screens.classroom import JoinScreen, MemberScreen  # noqa: PLC0415 - MQTT and TLS: only on asking

        screen: Screen[str] = (
            MemberScreen(self._journal, self.sending) if self._is_in_class else JoinScreen(self._journal)
        )
        if words := await self.push_screen_wait(screen):
            self.notify(words, markup=False)
        self._look_at_class()
        self.screen.refresh_bindings()

    def action_hand(self) -> None:
        """Raise a hand, or lower it."""
        self.notify(_("your hand is up") if raise_hand(self._journal) else _("your hand is down"))
        self._look_at_class()

    def _look_at_class(self) -> None:
        before, self.in_class = self.in_class, self._class_words()
        if bool(before) != bool(self.in_class):
            self.screen.refresh_bindings()

    def _class_words(self) -> str:
        try:
            found = member(self._journal)
            up = found is not None and is_raised(self._journal)
        except JournalError:
            return ""
        if found is None:
            return ""
        hand = [_("hand up")] if up else []
        lost = [_("not connected")] if self.sending and self.sending.trouble else []
        return " · ".join([found.place.name, *hand, *lost])


def follow(widget: Widget | Screen[object], show: Callable[[str], None]) -> None:
    """Show the words about the class now, and whenever they change."""
    if isinstance(widget.app, ClassApp):
        widget.watch(widget.app, "in_class", show)
