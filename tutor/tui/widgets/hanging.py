"""Rows of a head and words; where the words need more than one line, the others stand below their beginning."""

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.css.styles import RulesMap
from textual.geometry import Size
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual
from textual.widget import Widget

Row = tuple[Content, Content]
LEAST = 12
"""Columns that words need beside a head; with fewer, they go on at the left."""


class Hanging(Widget):
    """Rows as high as their words need at any width."""

    DEFAULT_CSS = """
    Hanging { height: auto; }
    """

    def __init__(self, rows: Iterable[Row] = (), *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._rows: Sequence[Row] = tuple(rows)

    def show(self, rows: Iterable[Row]) -> None:
        """Show other rows."""
        self._rows = tuple(rows)
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as there are at this width."""
        return len(self.lines(width))

    def render(self) -> Content:
        """The rows at the width that there is."""
        return Content("\n").join(self.lines(self.content_size.width))

    def lines(self, width: int) -> list[Content]:
        """The lines at a width."""
        return _lines(self._rows, width)


class Hung(Visual):
    """Such rows as the option of a list."""

    def __init__(self, *rows: Row) -> None:
        self._rows = rows

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """The rows at a width."""
        return Content("\n").join(_lines(self._rows, width)).render_strips(width, height, style, options)

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """Columns with which no row needs a second line."""
        return max(head.cell_length + words.cell_length for head, words in self._rows)

    def get_height(self, rules: RulesMap, width: int) -> int:
        """As many lines as there are at this width."""
        return len(_lines(self._rows, width))


def _lines(rows: Iterable[Row], width: int) -> list[Content]:
    return [line for row in rows for line in _hang(*row, width)]


def _hang(head: Content, words: Content, width: int) -> list[Content]:
    indent = head.cell_length
    if width - indent < LEAST:
        return Content.assemble(head, words).wrap(max(width, 1))
    first, *others = words.wrap(width - indent) or [Content("")]
    return [Content.assemble(head, first), *(Content.assemble(" " * indent, line) for line in others)]
