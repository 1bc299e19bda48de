"""The line at the bottom: what can be done now, and with which key; a click does it, too."""

from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.style import Style

from tutor.tui.widgets.line import Line


class Keys(Line):
    """The keys that do something here. One line of text: a widget for each key takes longer to make than the rest to paint."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Keys {
        dock: bottom; padding: 0;
        background: $footer-background; color: $footer-foreground;
        link-color: $footer-foreground; link-color-hover: $footer-key-foreground;
    }
    """

    _is_late = False
    """Whether it is about to be drawn."""

    def on_mount(self) -> None:
        """Follow what can be done."""
        self.screen.bindings_updated_signal.subscribe(self, self._take)

    def _take(self, screen: Screen[object]) -> None:
        if self.is_attached and screen is self.screen and not self._is_late:
            self._is_late = True
            self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        self._is_late = False
        if not self.is_attached:
            return
        shown: dict[str, Binding] = {}
        for found in self.screen.active_bindings.values():
            if found.binding.show and found.enabled:
                shown.setdefault(found.binding.action, found.binding)
        keys = [self._write(binding) for binding in shown.values()]
        wide = Content("  ").join(keys)
        self.say(wide if wide.cell_length <= self.size.width else Content(" ").join(keys))

    def on_resize(self) -> None:
        """With more room the keys stand further apart."""
        self._draw()

    def _write(self, binding: Binding) -> Content:
        key = Content.styled(self.app.get_key_display(binding), "bold $footer-key-foreground")
        press = Style.from_meta({"@click": f"app.simulate_key({binding.key!r})"})
        return Content.assemble(key, f" {binding.description}").stylize(press)
