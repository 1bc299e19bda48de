"""Commands at any width: what of a line does not fit goes on below it, indented, so that one is not taken for two."""

from collections.abc import Iterator

from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

INDENT = 4
"""Columns by which the rest of a line is indented."""


class Continued(Visual):
    """Lines, each as many rows high as it needs."""

    def __init__(self, content: Content) -> None:
        self.content = content

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """The rows at a width; each knows where in the text it is, so that it can be selected."""
        wide, narrow = (
            iter(self.content.render_strips(columns, None, style, options))
            for columns in (width, _left(width))
        )
        indent = Strip.blank(width - _left(width), style.rich_style)
        found: list[Strip] = []
        for whole, parts in self._rows(width):
            rows = [next(wide) for _ in range(whole)]
            first, *rest = [next(narrow) for _ in range(parts)]
            found += rows if whole == 1 else [first, *(Strip.join([indent, row]) for row in rest)]
        return found[:height]

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """Columns with which no line needs a second row."""
        return self.content.get_optimal_width(rules, container_width)

    def get_height(self, rules: RulesMap, width: int) -> int:
        """As many rows as there are at this width."""
        return sum(whole if whole == 1 else parts for whole, parts in self._rows(width))

    def _rows(self, width: int) -> Iterator[tuple[int, int]]:
        """For each line how many rows it takes at this width, and with its rest indented."""
        for line in self.content.split("\n", allow_blank=True):
            yield max(len(line.wrap(width)), 1), max(len(line.wrap(_left(width))), 1)


def _left(width: int) -> int:
    """Columns beside the indent."""
    return max(width - INDENT, 1)
