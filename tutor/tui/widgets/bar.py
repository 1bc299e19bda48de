"""The line at the top: lesson, steps, the claims' marks, the lab. It is seen from every panel."""

from collections.abc import Sequence

from textual.content import Content
from textual.style import Style

from tutor.language import _
from tutor.tui.class_app import follow
from tutor.tui.glyphs import AHEAD, DONE, HERE
from tutor.tui.marks import Mark
from tutor.tui.widgets.line import Line


class Bar(Line):
    """One line that says where the learner is and how the claims stand."""

    def __init__(self, title: str) -> None:
        super().__init__(id="bar")
        self._title = title
        self._steps = ""
        self._marks: Sequence[Mark] = ()
        self._lab = ""
        self._class = ""

    def on_mount(self) -> None:
        """Follow how it stands with the class."""
        follow(self, self.show_class)

    def show_class(self, words: str) -> None:
        """Show the class that the learner is in, if any."""
        self._class = words
        self._draw()

    def show_steps(self, at: int, done: Sequence[bool]) -> None:
        """Show the open step among all, and which are done."""
        dots = "".join(HERE if index == at else DONE if was else AHEAD for index, was in enumerate(done))
        of_all = _("{number} of {all}", number=at + 1, all=len(done))
        self._steps = f"{dots} {of_all}"
        self._draw()

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Show the marks of the open step's claims and questions."""
        self._marks = marks
        self._draw()

    def show_lab(self, words: str) -> None:
        """Show the node and its engine."""
        self._lab = words
        self._draw()

    def _draw(self) -> None:
        marks = Content(" ").join(Content.styled(str(mark), mark.style) for mark in self._marks)
        self.say(
            Content.assemble(
                ("Tutor", "bold $text-accent"),
                f" · {self._class}" if self._class else "",
                f" ▸ {self._title}   ",
                Content.styled(self._steps, "$text-accent").stylize(
                    Style.from_meta({"@click": "screen.go_to"})
                ),
                "   ",
                marks,
                (f"   {self._lab}" if self._lab else "", "$text-muted"),
            )
        )
