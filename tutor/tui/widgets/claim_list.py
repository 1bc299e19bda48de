"""Claims with their marks; the one nearest to the cause says why it does not hold."""

from collections.abc import Callable, Mapping, Sequence

from rich.cells import set_cell_size
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from tutor.claims import Standing, Verdict
from tutor.language import _
from tutor.lesson.parts import Claim
from tutor.tui.by_hand import seen_by
from tutor.tui.code import with_code
from tutor.tui.marks import mark_of
from tutor.tui.widgets.hanging import Hanging, Row

GLOW = 1.2
"""Seconds for which a claim that has just turned stands out."""


class ClaimLine(Horizontal):
    """One claim: its mark, its sentence, and where asked for, what was found in place of what."""

    DEFAULT_CSS = """
    ClaimLine { height: auto; padding: 0 0 0 2; }
    ClaimLine > .mark { width: auto; margin: 0 1 0 0; }
    ClaimLine > .words { width: 1fr; height: auto; }
    ClaimLine.-turned { background: $success-muted; }
    """

    def __init__(self, claim: Claim, tell: Callable[[str], str]) -> None:
        super().__init__()
        self.claim = claim
        self._tell = tell
        self._sentence = tell(claim.sentence)
        self._shown: tuple[Verdict | None, bool] = (None, False)

    def compose(self) -> ComposeResult:
        """The mark, the words."""
        mark = mark_of(None)
        yield Static(Content.styled(str(mark), mark.style), classes="mark")
        yield Hanging(classes="words")

    def on_mount(self) -> None:
        """Show what was told before there was anything to show it on."""
        self._draw()

    def show(self, verdict: Verdict | None, *, explained: bool) -> None:
        """Show a verdict; a claim that has just turned glows."""
        before, self._shown = self._shown[0], (verdict, explained)
        self._sentence = self._tell(self.claim.sentence)
        self._draw()
        turned = before and before.standing is not Standing.HOLDS
        if turned and verdict and verdict.standing is Standing.HOLDS and self.app.animation_level != "none":
            self.add_class("-turned")
            self.set_timer(GLOW, lambda: self.remove_class("-turned"))

    @property
    def holds(self) -> bool:
        """Whether it is shown to hold."""
        verdict = self._shown[0]
        return verdict is not None and verdict.standing is Standing.HOLDS

    def _draw(self) -> None:
        verdict, explained = self._shown
        mark = mark_of(verdict.standing if verdict else None)
        for drawn in self.query(".mark").results(Static):
            drawn.update(Content.styled(str(mark), mark.style))
        for words in self.query(Hanging):
            words.show(_rows(self._sentence, verdict if explained else None))

    def is_showing(self, verdict: Verdict | None, *, explained: bool) -> bool:
        """Whether this is what is shown already."""
        return self._shown == (verdict, explained) and self._sentence == self._tell(self.claim.sentence)


class ClaimList(Vertical):
    """The claims of one fence."""

    DEFAULT_CSS = """
    ClaimList { height: auto; margin: 0 0 1 0; }
    """

    def __init__(self, claims: Sequence[Claim], tell: Callable[[str], str]) -> None:
        super().__init__()
        self._claims = claims
        self._tell = tell

    def compose(self) -> ComposeResult:
        """One line a claim."""
        for claim in self._claims:
            yield ClaimLine(claim, self._tell)

    def show(self, verdicts: Mapping[Claim, Verdict | None], explained: Claim | None) -> None:
        """Show how the claims stand that may be told of, and explain one of them."""
        for line in self.query(ClaimLine):
            verdict, is_explained = verdicts.get(line.claim), line.claim is explained
            line.display = line.claim in verdicts
            if not line.is_showing(verdict, explained=is_explained):
                line.show(verdict, explained=is_explained)


def to_explain(verdicts: Mapping[Claim, Verdict | None]) -> Claim | None:
    """Of the claims that do not hold, the one nearest to the cause."""
    ranks = {
        claim: verdict.rank
        for claim, verdict in verdicts.items()
        if verdict and verdict.standing is not Standing.HOLDS
    }
    return min(ranks, key=lambda claim: ranks[claim], default=None)


def _rows(sentence: str, explained: Verdict | None) -> list[Row]:
    said = (Content(""), with_code(sentence))
    if explained is None:
        return [said]
    rows = (
        (_("expected"), explained.expected),
        (_("found"), explained.found.removeprefix(f"{_('found')} ")),
        (_("see it"), seen_by(explained)),
    )
    return [said] + [
        (Content.styled(f"{set_cell_size(label, 9)} ", "$text-muted"), Content.styled(words, "$text-muted"))
        for label, words in rows
        if words
    ]
