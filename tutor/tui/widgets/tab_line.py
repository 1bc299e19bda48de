"""The line that names the panels with their keys; a click opens one."""

from textual.content import Content
from textual.style import Style

from tutor.language import _
from tutor.tui.widgets.line import Line

LESSON, MAP, CHANGES, FACTS, PATH, SHELL = "lesson", "map", "changes", "facts", "path", "shell"
PANELS = {LESSON: "F1", MAP: "F2", CHANGES: "F3", FACTS: "F4", PATH: "F5", SHELL: "F6"}
"""Panels and their keys."""
TABS = (MAP, CHANGES, FACTS, PATH)
"""Those that share one place on a wide screen."""


def title(panel: str) -> str:
    """A panel's name in the learner's language."""
    names = {
        LESSON: _("Lesson"),
        MAP: _("Map"),
        CHANGES: _("Changes"),
        FACTS: _("Facts"),
        PATH: _("Path"),
        SHELL: _("Shell"),
    }
    return names[panel]


class TabLine(Line):
    """Names of panels; the one that is seen stands out."""

    DEFAULT_CSS = """
    TabLine { color: $text-muted; }
    """

    def __init__(self, panels: tuple[str, ...], name: str) -> None:
        super().__init__(id=name)
        self._panels = panels

    def show(self, shown: str, news: frozenset[str] = frozenset()) -> None:
        """Show which panel is seen, and which have news."""
        self.say(Content("  ").join(self._tab(panel, shown, news) for panel in self._panels))

    def _tab(self, panel: str, shown: str, news: frozenset[str]) -> Content:
        key, name = PANELS[panel], title(panel)
        dot = "•" if panel in news and panel != shown else ""
        tab = Content.styled(f"{key} {name}{dot}", "bold $text-accent reverse" if panel == shown else "")
        return tab.stylize(Style.from_meta({"@click": f"screen.show({panel!r})"}))
