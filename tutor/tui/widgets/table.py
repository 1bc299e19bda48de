"""A table that shows its columns as wide as they are."""

from rich.text import Text
from textual.widgets import DataTable


class Table(DataTable[Text]):
    """Rows of text. What Textual paints of new rows before it has measured them, it would keep as it is."""

    def watch_virtual_size(self) -> None:
        """Rows have been measured: lines that were painted before are void."""
        DataTable.notify_style_update(self)
