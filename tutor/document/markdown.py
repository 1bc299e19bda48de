"""The document as Markdown: it reads well as it is, and nothing a learner typed is taken for markup."""

import re
from collections.abc import Iterator

from tutor.document import words
from tutor.document.story import Moment, Story

_MARKUP = re.compile(r"[\\`*_\[\]<>#|~&@]|:(?=//)|(?<=www)\.", re.IGNORECASE)
"""What is markup in the middle of a line: in CommonMark, and addresses that forges make links of."""


def to_markdown(story: Story) -> str:
    """The whole document."""
    return "\n".join(_lines(story)) + "\n"


def _lines(story: Story) -> Iterator[str]:
    yield f"# {escape(words.title(story.name))}"
    for part in story.parts:
        yield from ("", f"## {escape(part.title)}", "", escape(words.summary(part)))
        for visit in part.visits:
            yield from ("", f"### {escape(words.step(visit))}", "", escape(words.spent(visit)), "")
            for moment in visit.moments:
                yield from _moment(moment)


def _moment(moment: Moment) -> Iterator[str]:
    if moment.kind == "ran":
        yield from ("", *fence(f"{moment.node}$ {moment.words}"), "")
        if told := words.outcome(moment):
            yield escape(told)
        yield from (
            f"* `{sign}` **{escape(kind)}** {escape(said)}" for sign, kind, said in moment.changes or ()
        )
        yield ""
    elif moment.kind == "map":
        yield from ("", *fence(moment.words), "")
    elif told := words.said(moment):
        yield f"* {words.hour(moment.at)} {words.sign(moment)} {escape(told)}"


def escape(text: str) -> str:
    """A line of text as Markdown that shows just that."""
    return _MARKUP.sub(r"\\\g<0>", text)


def fence(block: str) -> list[str]:
    """A block as it is, in a fence that is longer than any inside it."""
    longest = max(map(len, re.findall(r"`{3,}", block)), default=2)
    marks = "`" * (longest + 1)
    return [f"{marks}text", *block.split("\n"), marks]
