"""One line of words that changes often: it is painted where it has changed, and nothing else is laid out for it."""

from textual.content import Content
from textual.widgets import Static


class Line(Static):
    """A line as wide as there is room."""

    DEFAULT_CSS = """
    Line {
        height: 1; width: 1fr; padding: 0 1; background: $panel; color: $text; text-wrap: nowrap; text-overflow: ellipsis;
        link-color: $text; link-background: transparent; link-style: none;
        link-background-hover: $block-hover-background; link-color-hover: $text; link-style-hover: none;
    }
    """

    _said = ""

    def say(self, words: Content) -> None:
        """Show these words."""
        if words.markup != self._said:
            self._said = words.markup
            self.update(words, layout=False)
