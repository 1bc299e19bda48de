"""A table that keeps what it has drawn while the keys come and go."""

from textual import events
from textual.geometry import Size
from textual.widgets import DataTable

from tutor.tui.widgets.table import Table


class FactTable(Table):
    """Rows of facts. What is drawn is kept by the look that it was drawn for, so only another theme makes it void."""

    _theme = ""
    _room = Size(0, 0)
    """The size for which it was laid out last."""

    def on_resize(self, event: events.Resize) -> None:
        """Coming to the front again at the same size changes nothing."""
        if event.size == self._room:
            event.prevent_default()
        self._room = event.size

    def notify_style_update(self) -> None:
        """Draw with the new styles; Textual itself would forget every cell, whenever the table gets the keys."""
        if self._theme != self.app.theme:
            self._theme = self.app.theme
            super().notify_style_update()
            return
        super(DataTable, self).notify_style_update()
        self._styles_cache.clear()
        self._get_styles_to_render_cell.cache_clear()
        self.refresh()
