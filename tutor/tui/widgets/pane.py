"""A panel that scrolls, and looks the same with the keys as without."""

from typing import Self

from textual import events
from textual.containers import VerticalScroll


class Pane(VerticalScroll):
    """Is not painted because keys come or go; Textual would style and paint it anew with all that is in it."""

    def focus(self, scroll_visible: bool = True) -> Self:  # noqa: FBT001, FBT002 - Textual's
        """Ask for the keys."""
        self.app.call_later(self._take_keys, scroll_visible)
        return self

    def _take_keys(self, scroll_visible: bool) -> None:  # noqa: FBT001 - handed on
        if self.is_attached:
            self.screen.set_focus(self, scroll_visible=scroll_visible)

    def watch_has_focus(self, _has_focus: object) -> None:
        """No rule asks for it."""

    def on_focus(self, event: events.Focus) -> None:
        """Have the keys."""
        self._note(event, events.DescendantFocus(self), has_focus=True)

    def on_blur(self, event: events.Blur) -> None:
        """Have them no longer."""
        self._note(event, events.DescendantBlur(self), has_focus=False)

    def _note(self, event: events.Event, told: events.Event, *, has_focus: bool) -> None:
        event.prevent_default()
        self.has_focus = has_focus
        if self.parent is not None:
            self.parent.post_message(told)
